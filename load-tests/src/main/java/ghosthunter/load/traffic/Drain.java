package ghosthunter.load.traffic;

import ghosthunter.load.fleet.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends what lockers have, all lockers beside each other, each its shipments one after the other over one connection, until every
 * shipment has its receipt. Who is told to come back later does, and who lost the connection makes another, both as a real locker. Blocking, for a benchmark's thread; the traffic is on one event
 * loop.
 */
public final class Drain {
    private static final int CONNECT_MS_MAX = 20_000;
    private static final long SEED = 17;

    private final Vertx vertx;
    private final NetClient client;
    private final int port;
    private final List<Course> courses = new ArrayList<>();
    private final Promise<Void> done = Promise.promise();
    private final Comeback comeback = new Comeback(new SplittableRandom(SEED));
    private @Nullable Throwable firstBroken;
    private int open;
    private long startNanos;

    /** @param port of the hub on this machine */
    public Drain(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
        this.client = vertx.createNetClient(
                new NetClientOptions().setConnectTimeout(CONNECT_MS_MAX).setTcpNoDelay(true));
    }

    /**
     * What became of the shipments.
     *
     * @param nanos from the first byte to the last receipt
     * @param deliveries in the order of the receipts of each locker
     * @param busy how often the hub said that it has no room
     * @param broken how often a connection could not be made or broke
     * @param why why the first of them did; null where none did
     */
    public record Drained(
            long nanos,
            List<Delivery> deliveries,
            long busy,
            long broken,
            @Nullable Throwable why) {
        public Drained {
            deliveries = List.copyOf(deliveries);
        }

        /** How many changes were acknowledged. */
        public long changes() {
            return deliveries.stream().mapToLong(d -> d.shipment().changes()).sum();
        }

        /** Changes acknowledged in a second. */
        public double changesPerS() {
            return changes() * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
        }
    }

    /**
     * A shipment and its answer.
     *
     * @param nanos from its first sending to the receipt, with all that was in between
     * @param atNanos when the receipt came, from the start of all
     */
    public record Delivery(Shipment shipment, Answer answer, long nanos, long atNanos) {}

    /** Connects before the clock starts: for what measures exchanges alone. */
    public Drained overOpenConnections(List<List<Shipment>> ofLockers, Duration max) throws TimeoutException {
        return drain(ofLockers, true, max);
    }

    /** The clock starts when all lockers begin to connect. */
    public Drained connectingToo(List<List<Shipment>> ofLockers, Duration max) throws TimeoutException {
        return drain(ofLockers, false, max);
    }

    private Drained drain(List<List<Shipment>> ofLockers, boolean connectFirst, Duration max) throws TimeoutException {
        ofLockers.forEach(shipments -> courses.add(new Course(shipments)));
        open = courses.size();
        Future<Void> connected = connectFirst ? onLoop(this::connectAll) : Future.succeededFuture();
        Void unused = Waiting.until(connected);
        startNanos = System.nanoTime();
        vertx.runOnContext(v -> courses.forEach(Course::go));
        await(max);
        long nanos = System.nanoTime() - startNanos;
        List<Delivery> deliveries =
                courses.stream().flatMap(course -> course.deliveries.stream()).toList();
        long busy = courses.stream().mapToLong(course -> course.busy).sum();
        long broken = courses.stream().mapToLong(course -> course.broken).sum();
        Void unusedClose = Waiting.until(client.close());
        return new Drained(nanos, deliveries, busy, broken, firstBroken);
    }

    private void await(Duration max) throws TimeoutException {
        try {
            Void unused =
                    done.future().toCompletionStage().toCompletableFuture().get(max.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Future<Void> connectAll() {
        return Future.join(courses.stream().map(Course::connected).toList()).mapEmpty();
    }

    private Future<Void> onLoop(java.util.function.Supplier<Future<Void>> work) {
        Promise<Void> promise = Promise.promise();
        vertx.runOnContext(v -> work.get().onComplete(promise));
        return promise.future();
    }

    /** What one locker still has to send. Of the event loop; read by others when all is done. */
    private final class Course {
        private final List<Shipment> shipments;
        private final List<Delivery> deliveries = new ArrayList<>();
        private @Nullable HubSocket socket;
        private int next;
        private long sinceNanos;
        private long busy;
        private long broken;
        private int failures;

        Course(List<Shipment> shipments) {
            this.shipments = List.copyOf(shipments);
        }

        Future<HubSocket> connected() {
            HubSocket there = socket;
            return there != null && there.isOpen()
                    ? Future.succeededFuture(there)
                    : HubSocket.connect(client, port).onSuccess(made -> socket = made);
        }

        void go() {
            if (next == shipments.size()) {
                finished();
                return;
            }
            sinceNanos = System.nanoTime();
            send();
        }

        private void send() {
            connected()
                    .compose(there -> there.send(shipments.get(next)))
                    .onSuccess(this::answered)
                    .onFailure(this::broke);
        }

        private void answered(Answer answer) {
            if (answer.isReceipt()) {
                long now = System.nanoTime();
                deliveries.add(new Delivery(shipments.get(next), answer, now - sinceNanos, now - startNanos));
                next++;
                failures = 0;
                go();
            } else if (answer.isBusy()) {
                busy++;
                later(comeback.busyMs(answer));
            } else {
                done.tryFail(
                        "the hub refused a shipment of " + shipments.get(next).device() + ": " + answer.text());
            }
        }

        private void broke(Throwable why) {
            broken++;
            failures++;
            firstBroken = firstBroken == null ? why : firstBroken;
            socket = null;
            later(comeback.brokenMs(failures));
        }

        private void later(long ms) {
            var unused = vertx.setTimer(ms, timer -> send());
        }

        private void finished() {
            open--;
            if (open == 0) {
                done.tryComplete();
            }
        }
    }
}
