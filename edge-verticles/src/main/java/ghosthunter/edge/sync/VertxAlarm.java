package ghosthunter.edge.sync;

import io.vertx.core.Vertx;

/** The alarm as a Vert.x timer. */
final class VertxAlarm implements Alarm {
    private static final long NONE = -1;

    private final Vertx vertx;
    private long timerId = NONE;

    VertxAlarm(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void set(long delayMs, Runnable action) {
        clear();
        timerId = vertx.setTimer(Math.max(1, delayMs), id -> {
            timerId = NONE;
            action.run();
        });
    }

    @Override
    public void clear() {
        if (timerId != NONE) {
            boolean unused = vertx.cancelTimer(timerId);
            timerId = NONE;
        }
    }
}
