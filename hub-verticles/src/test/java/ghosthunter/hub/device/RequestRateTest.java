package ghosthunter.hub.device;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final RequestRate rate = new RequestRate(60, 3, nanos::get);

    @Test
    void aMinutesWorthMayComeAtOnceAndThenOneASecond() {
        // When
        long atOnce = taken(device(1), 100);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(2_500));
        long later = taken(device(1), 100);
        nanos.addAndGet(TimeUnit.HOURS.toNanos(5));
        long muchLater = taken(device(1), 100);

        // Then
        assertThat(atOnce).isEqualTo(60);
        assertThat(later).isEqualTo(2);
        assertThat(muchLater).isEqualTo(60);
    }

    @Test
    void whoHammersIsNotPunishedForBeingRefused() {
        // Given
        assertThat(taken(device(1), 1_000)).isEqualTo(60);

        // When
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));

        // Then
        assertThat(taken(device(1), 1_000)).isEqualTo(10);
    }

    @Test
    void memoryHoldsNoMoreDevicesThanItMay() {
        // When
        IntStream.range(0, 100).forEach(i -> assertThat(rate.take(device(i))).isTrue());

        // Then
        assertThat(rate.devices()).isEqualTo(3);
    }

    private long taken(DeviceRef device, int asked) {
        return IntStream.range(0, asked).filter(i -> rate.take(device)).count();
    }

    private static DeviceRef device(int number) {
        return new DeviceRef(TenantId.DEFAULT, new DeviceId("L-" + number));
    }
}
