package ghosthunter.edge.sync;

import io.vertx.core.Future;
import java.util.OptionalLong;

/** The state of charge: a port. */
public interface BatteryGauge {
    /** Percent, 0 to 100; nothing where there is no battery or it does not tell. Never fails. */
    Future<OptionalLong> percent();
}
