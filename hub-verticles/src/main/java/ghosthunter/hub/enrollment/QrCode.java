package ghosthunter.hub.enrollment;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A QR code (ISO/IEC 18004), error correction M, with the quiet zone of four modules that scanners need. Immutable. */
public final class QrCode {
    private static final int QUIET = 4;
    private static final int PNG_PIXELS_PER_MODULE = 8;
    private static final int WHITE = 0xffffff;

    private final ByteMatrix matrix;

    private QrCode(ByteMatrix matrix) {
        this.matrix = matrix;
    }

    /**
     * The code of a text.
     *
     * @throws IllegalArgumentException if it is too long for one, about 2,300 bytes
     */
    public static QrCode of(String text) {
        try {
            return new QrCode(Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix());
        } catch (WriterException e) {
            throw new IllegalArgumentException("not as a QR code: " + e.getMessage(), e);
        }
    }

    /** Modules on each side, the quiet zone included. */
    public int size() {
        return matrix.getWidth() + 2 * QUIET;
    }

    /** Whether a module is dark; the quiet zone is not. */
    public boolean isDark(int x, int y) {
        int column = x - QUIET;
        int row = y - QUIET;
        return column >= 0
                && row >= 0
                && column < matrix.getWidth()
                && row < matrix.getHeight()
                && matrix.get(column, row) == 1;
    }

    /** Lines for a terminal: half blocks, two modules to a character, drawn light for a dark background. */
    public String terminal() {
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < size(); y += 2) {
            for (int x = 0; x < size(); x++) {
                boolean upper = !isDark(x, y);
                boolean lower = y + 1 < size() && !isDark(x, y + 1);
                text.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** An SVG 1.1 document; one unit is a module. */
    public String svg() {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < size(); y++) {
            for (int x = 0; x < size(); x++) {
                if (isDark(x, y)) {
                    path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size() + " " + size()
                + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size() + "v" + size()
                + "h-" + size() + "z\"/><path d=\"" + path + "\"/></svg>\n";
    }

    /** A black and white PNG. */
    public byte[] png() {
        int pixels = size() * PNG_PIXELS_PER_MODULE;
        BufferedImage image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < pixels; y++) {
            for (int x = 0; x < pixels; x++) {
                image.setRGB(x, y, isDark(x / PNG_PIXELS_PER_MODULE, y / PNG_PIXELS_PER_MODULE) ? 0 : WHITE);
            }
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!ImageIO.write(image, "png", bytes)) {
                throw new IllegalStateException("every Java platform writes PNG");
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
    }
}
