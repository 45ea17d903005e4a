package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.hub.entity.EntityDesk;
import java.util.List;
import java.util.UUID;

/** What cannot be taken whatever is there. Nothing of it is recorded, and it stops none of its neighbours. */
record RefusedItem(DeviceId device, String logKey, String reason, String suggestion) implements Item {
    @Override
    public String subject() {
        return logKey;
    }

    @Override
    public List<UUID> judged() {
        return List.of();
    }

    @Override
    public List<EntityDesk.Key> reads() {
        return List.of();
    }

    @Override
    public Plan plan(View view) {
        return new Settled(Outcome.rejected(reason, suggestion));
    }
}
