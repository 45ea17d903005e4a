package ghosthunter.hub.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import ghosthunter.codecs.change.DeviceId;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class QrCodeTest {
    private static final String URL = "https://hub.example/v1/enroll#token=gh1.default."
            + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&hub_key=q5g0fS9lY_-RIGgH3ow0kFLjb2OUlE1F9BjiY1m3ZW8";
    private static final int SCALE = 4;

    private final QrCode code = QrCode.of(URL);

    @Test
    void aScannerReadsThePng() throws Exception {
        // When
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(code.png()));

        // Then
        assertThat(scanned(image)).isEqualTo(URL);
    }

    @Test
    void aScannerReadsTheTerminal() throws Exception {
        // Given
        BufferedImage image = white();

        // When
        List<String> lines = code.terminal().lines().toList();

        // Then
        for (int line = 0; line < lines.size(); line++) {
            for (int x = 0; x < code.size(); x++) {
                char c = lines.get(line).charAt(x);
                paint(image, x, 2 * line, c == ' ' || c == '▄');
                paint(image, x, 2 * line + 1, c == ' ' || c == '▀');
            }
        }
        assertThat(scanned(image)).isEqualTo(URL);
    }

    @Test
    void aScannerReadsTheSvg() throws Exception {
        // Given
        BufferedImage image = white();

        // When
        Matcher modules = Pattern.compile("M([0-9]+) ([0-9]+)h1v1h-1z").matcher(code.svg());

        // Then
        while (modules.find()) {
            paint(image, Integer.parseInt(modules.group(1)), Integer.parseInt(modules.group(2)), true);
        }
        assertThat(scanned(image)).isEqualTo(URL);
    }

    @Test
    void codesCountUpAndKeepTheirWidth() {
        assertThat(LockerCodes.from("LOCKER-098", 4))
                .extracting(DeviceId::value)
                .containsExactly("LOCKER-098", "LOCKER-099", "LOCKER-100", "LOCKER-101");
        assertThat(LockerCodes.from("NORTH", 2))
                .extracting(DeviceId::value)
                .containsExactly("NORTH-0001", "NORTH-0002");
        assertThatThrownBy(() -> LockerCodes.from("LOCKER-1", LockerCodes.COUNT_MAX + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private BufferedImage white() {
        int side = (code.size() + 1) * SCALE;
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < side; x++) {
            for (int y = 0; y < side; y++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        return image;
    }

    private void paint(BufferedImage image, int x, int y, boolean dark) {
        for (int i = 0; i < SCALE * SCALE && dark && y < code.size(); i++) {
            image.setRGB(x * SCALE + i % SCALE, y * SCALE + i / SCALE, 0);
        }
    }

    private static String scanned(BufferedImage image) throws Exception {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        RGBLuminanceSource source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(source)))
                .getText();
    }
}
