package ghosthunter.load.traffic;

import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.traffic.Drain.Delivery;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends shipments at the times at which they fall due, whatever the hub does, over a fixed number of connections as a proxy has
 * them. Each shipment is of another locker. What waits for a connection waits on the clock of its shipment, so that a slow hub
 * cannot hide its slowness. Who is told to come back later does. Blocking; the traffic is on one event loop.
 */
public final class OpenLoop {
    private static final long TICK_MS = 1;
    private static final long SEED = 18;

    private final Vertx vertx;
    private final int port;
    private final int connections;
    private final NetClient client;
    private final Deque<HubSocket> free = new ArrayDeque<>();
    private final PriorityQueue<Due> waiting = new PriorityQueue<>(java.util.Comparator.comparingLong(Due::atNanos));
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Promise<Void> done = Promise.promise();
    private final Comeback comeback = new Comeback(new SplittableRandom(SEED));
    private long startNanos;
    private long open;
    private long busy;
    private long broken;

    /** @param connections how many are kept open */
    public OpenLoop(Vertx vertx, int port, int connections) {
        this.vertx = vertx;
        this.port = port;
        this.connections = connections;
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    }

    /** A shipment and when it falls due. */
    private record Due(Shipment shipment, long atNanos) {}

    /**
     * What became of the shipments.
     *
     * @param deliveries in the order of their receipts; the time of each is from when its last attempt fell due
     * @param busy how often the hub said that it has no room
     * @param broken how often a connection broke before the answer
     */
    public record Flow(List<Delivery> deliveries, long busy, long broken) {
        public Flow {
            deliveries = List.copyOf(deliveries);
        }

        /** Changes that were acknowledged within this time from the start. */
        public long changesWithin(long nanos) {
            return deliveries.stream()
                    .filter(delivery -> delivery.atNanos() <= nanos)
                    .mapToLong(delivery -> delivery.shipment().changes())
                    .sum();
        }
    }

    /** Sends so many in a second, evenly, and waits until each has its receipt. */
    public Flow run(List<Shipment> shipments, double perS, Duration max) throws TimeoutException {
        Promise<Void> connected = Promise.promise();
        vertx.runOnContext(v -> connect().onComplete(connected));
        Void unused = Waiting.until(connected.future());
        open = shipments.size();
        startNanos = System.nanoTime();
        vertx.runOnContext(v -> begin(shipments, perS));
        await(max);
        Void unusedClose = Waiting.until(client.close());
        return new Flow(deliveries, busy, broken);
    }

    private Future<Void> connect() {
        List<Future<HubSocket>> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            all.add(HubSocket.connect(client, port).onSuccess(free::add));
        }
        return Future.all(all).mapEmpty();
    }

    private void begin(List<Shipment> shipments, double perS) {
        double gapNanos = TimeUnit.SECONDS.toNanos(1) / perS;
        for (int i = 0; i < shipments.size(); i++) {
            waiting.add(new Due(shipments.get(i), (long) (i * gapNanos)));
        }
        long timer = vertx.setPeriodic(TICK_MS, tick -> send());
        done.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private void send() {
        long now = System.nanoTime() - startNanos;
        while (!free.isEmpty() && !waiting.isEmpty() && waiting.element().atNanos() <= now) {
            HubSocket socket = free.remove();
            if (!socket.isOpen()) {
                replace();
                continue;
            }
            Due due = waiting.remove();
            socket.send(due.shipment())
                    .onSuccess(answer -> answered(socket, due, answer))
                    .onFailure(why -> broke(due));
        }
    }

    /** Nobody knows whether it was recorded: it is sent again, and is known or appended. */
    private void broke(Due due) {
        broken++;
        waiting.add(new Due(
                due.shipment(), System.nanoTime() - startNanos + TimeUnit.MILLISECONDS.toNanos(comeback.brokenMs(1))));
        replace();
    }

    /** The hub closes a connection behind some refusals. */
    private void replace() {
        HubSocket.connect(client, port)
                .onSuccess(made -> {
                    free.add(made);
                    send();
                })
                .onFailure(done::tryFail);
    }

    private void answered(HubSocket socket, Due due, Answer answer) {
        free.add(socket);
        long now = System.nanoTime() - startNanos;
        if (answer.isReceipt()) {
            deliveries.add(new Delivery(due.shipment(), answer, now - due.atNanos(), now));
            open--;
        } else if (answer.isBusy()) {
            busy++;
            waiting.add(new Due(due.shipment(), now + TimeUnit.MILLISECONDS.toNanos(comeback.busyMs(answer))));
        } else {
            done.tryFail("the hub refused a shipment of " + due.shipment().device() + ": " + answer.text());
        }
        if (open == 0) {
            done.tryComplete();
        }
        send();
    }

    private void await(Duration max) throws TimeoutException {
        try {
            Void unused =
                    done.future().toCompletionStage().toCompletableFuture().get(max.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
