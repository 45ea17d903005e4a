package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Reading;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which entity a line speaks of, as far as it can be read. */
final class Entities {
    private Entities() {}

    static Optional<Key.Entity> of(DeviceRef device, ReadLine read) {
        Reading reading = read.reading();
        return of(device, reading.fold(v -> v.change().type(), Reading.Poison::type), key(reading));
    }

    static Optional<Key.Entity> of(DeviceRef device, @Nullable String type, @Nullable String key) {
        return type == null || key == null ? Optional.empty() : Optional.of(new Key.Entity(device, type, key));
    }

    private static @Nullable String key(Reading reading) {
        return reading.fold(v -> v.change().key(), Reading.Poison::key);
    }
}
