package ghosthunter.edge.sync;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.time.BootClock;
import ghosthunter.edge.enroll.IdentitySource;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The exchange loop of one device on an event loop, behind {@link Address#sync}. Never blocks: SQLite is the outbox's. */
public final class SyncVerticle extends VerticleBase {
    private final DeviceId device;
    private final Setup setup;
    private SyncLoop loop;
    private MessageConsumer<SyncCommand> consumer;

    /**
     * What a device of its own clock, link and pace consists of.
     *
     * @param pullBytesMax how many bytes of entities one exchange pulls at most, 0 for none
     * @param scheduled whether it syncs by itself; else only when asked, as a command does
     * @param link makes the way to the hub, in the verticle's context
     */
    public record Setup(
            InstantSource clock,
            BootClock bootClock,
            RandomGenerator random,
            IdentitySource identity,
            BatteryGauge battery,
            Function<Vertx, HubLink> link,
            SyncPace pace,
            ExchangeLimits limits,
            long pullBytesMax,
            boolean scheduled) {}

    public SyncVerticle(DeviceId device, Setup setup) {
        this.device = device;
        this.setup = setup;
    }

    @Override
    public Future<?> start() {
        loop = new SyncLoop(device, ports(), setup.pace(), setup.limits(), setup.pullBytesMax());
        consumer = vertx.eventBus().localConsumer(Address.sync(device));
        consumer.handler(this::handle);
        if (setup.scheduled()) {
            loop.start();
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return consumer.unregister().transform(unregistered -> loop.stop());
    }

    private void handle(Message<SyncCommand> message) {
        message.body().handle(new SyncCommand.Handler() {
            @Override
            public void recorded(SyncCommand.Recorded command) {
                loop.recorded(command.lane());
            }

            @Override
            public void syncNow() {
                loop.syncNow().onSuccess(message::reply);
            }

            @Override
            public void tick() {
                loop.tick();
            }

            @Override
            public void tune(SyncCommand.Tune command) {
                loop.go(setup.pace().with(command.settings()));
            }

            @Override
            public void showState() {
                loop.state().onSuccess(message::reply);
            }
        });
    }

    private SyncPorts ports() {
        return new SyncPorts(
                setup.clock(),
                setup.bootClock(),
                setup.random(),
                new VertxAlarm(vertx),
                new BusOutbox(vertx.eventBus(), device),
                setup.identity(),
                setup.battery(),
                setup.link().apply(vertx));
    }
}
