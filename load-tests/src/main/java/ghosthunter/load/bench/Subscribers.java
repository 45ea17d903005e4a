package ghosthunter.load.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.key.Jws;
import ghosthunter.load.bench.frame.WrongResultException;
import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.traffic.Answer;
import ghosthunter.load.traffic.HubSocket;
import ghosthunter.load.traffic.StreamSocket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Devices with a stream each. They make an exchange and pull what is new when they are called, or when they are asked to. Exchanges go over a few
 * connections, as a proxy before the hub has them. Blocking; the traffic is on one event loop.
 */
final class Subscribers {
    private static final int CONNECTIONS = 64;
    private static final int OPENED_AT_ONCE = 64;
    private static final Duration MAX = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final int port;
    private final NetClient client;
    private final Deque<HubSocket> free = new ArrayDeque<>();
    private final Deque<Subscriber> waiting = new ArrayDeque<>();
    private final List<Subscriber> open = new ArrayList<>();
    private Subscriber.Tally tally = new Subscriber.Tally();
    private boolean syncsAtOnce;
    private int inExchange;
    private volatile @Nullable Throwable failure;

    Subscribers(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    }

    /** Connects what the exchanges go over. */
    void connect() {
        List<Future<HubSocket>> all = new ArrayList<>();
        onLoop(() -> {
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(HubSocket.connect(client, port).onSuccess(free::add));
            }
            return Future.all(all);
        });
    }

    /** Opens their streams. */
    void open(List<Subscriber> subscribers) {
        Deque<Subscriber> left = new ArrayDeque<>(subscribers);
        onLoop(() -> {
            List<Future<Void>> chains = new ArrayList<>();
            for (int i = 0; i < OPENED_AT_ONCE; i++) {
                chains.add(openNext(left));
            }
            return Future.all(chains);
        });
    }

    private Future<Void> openNext(Deque<Subscriber> left) {
        Subscriber next = left.poll();
        if (next == null) {
            return Future.succeededFuture();
        }
        return StreamSocket.open(client, port, next.locker(), () -> called(next))
                .compose(opened -> {
                    open.add(next);
                    return openNext(left);
                });
    }

    /** Whether who is called makes an exchange at once. */
    void syncsAtOnce(boolean now) {
        onLoop(() -> {
            syncsAtOnce = now;
            return Future.succeededFuture();
        });
    }

    /** Waits until each device was called for all that concerns it. */
    void told() {
        until(() -> open.stream().allMatch(Subscriber::isTold), "a call at every device that a change concerns");
    }

    /** Each of them makes an exchange; returns when all that is there was read. */
    void sync(List<Subscriber> subscribers) {
        onLoop(() -> {
            subscribers.forEach(this::exchange);
            return Future.succeededFuture();
        });
        settled();
    }

    /** Waits until every device has what it expects. */
    void settled() {
        until(this::isSettled, "every change at every device that it concerns");
    }

    /** What became of all changes since this was asked for before. */
    Subscriber.Tally takeTally() {
        return onLoop(() -> {
            Subscriber.Tally ended = tally;
            tally = new Subscriber.Tally();
            return Future.succeededFuture(ended);
        });
    }

    private void until(BooleanSupplier holds, String what) {
        Pause.until(() -> failure != null || onLoop(() -> Future.succeededFuture(holds.getAsBoolean())), MAX, what);
        Throwable why = failure;
        if (why != null) {
            throw new WrongResultException("a device could not sync: " + why);
        }
    }

    private boolean isSettled() {
        return inExchange == 0 && waiting.isEmpty() && open.stream().allMatch(Subscriber::hasAll);
    }

    void close() {
        Void unused = Waiting.until(client.close());
    }

    @CanIgnoreReturnValue
    private <T> T onLoop(Callable<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        vertx.runOnContext(v -> {
            try {
                work.call().onComplete(promise);
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return Waiting.until(promise.future());
    }

    private void called(Subscriber subscriber) {
        subscriber.called(System.nanoTime(), tally);
        if (syncsAtOnce) {
            exchange(subscriber);
        }
    }

    private void exchange(Subscriber subscriber) {
        if (subscriber.begins()) {
            waiting.add(subscriber);
            send();
        }
    }

    private void send() {
        while (!free.isEmpty() && !waiting.isEmpty()) {
            HubSocket socket = free.remove();
            Subscriber subscriber = waiting.remove();
            inExchange++;
            socket.send(subscriber.locker().pull(subscriber.cursor()))
                    .map(answer -> {
                        free.add(socket);
                        answered(subscriber, answer);
                        return answer;
                    })
                    .onFailure(broken -> failure = broken);
        }
    }

    private void answered(Subscriber subscriber, Answer answer) {
        inExchange--;
        if (answer.isReceipt()) {
            if (received(subscriber, answer.plainBody())) {
                waiting.add(subscriber);
            }
        } else if (answer.isBusy()) {
            inExchange++;
            long unused = vertx.setTimer(Math.max(1, TimeUnit.SECONDS.toMillis(answer.retryAfterS())), due -> {
                inExchange--;
                waiting.add(subscriber);
                send();
            });
        } else {
            failure = new IllegalStateException("the hub answers " + answer.status());
        }
        send();
    }

    private boolean received(Subscriber subscriber, Buffer body) {
        int end = body.toString(java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('\n');
        int lineEnd = end < 0 ? body.length() : end;
        Receipt receipt = Receipt.ofJson(
                Jws.parse(body.getString(0, lineEnd), Receipt.TYP).payload());
        Down down = receipt.down();
        if (down == null) {
            return subscriber.ended(false);
        }
        List<DownLine> lines = DownLine.read(down, body.getBuffer(Math.min(body.length(), lineEnd + 1), body.length()))
                .orElseThrow();
        subscriber.read(down.cursor(), lines, System.nanoTime(), tally);
        return subscriber.ended(down.more());
    }
}
