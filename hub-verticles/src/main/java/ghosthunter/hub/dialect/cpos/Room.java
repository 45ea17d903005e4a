package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.exchange.Trigger;
import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.Wire;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one terminal at this node: to the core they are together the one stream of its device, so that nobody who knows its
 * id takes its place. {@link CposRealtime} lets one socket at a time in or out; any thread may tell it something.
 */
final class Room implements Wire {
    /** The most sockets of one terminal. */
    static final int SOCKETS_MAX = 16;

    private final Terminal terminal;
    private final InstantSource clock;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final AtomicBoolean called = new AtomicBoolean();
    private @Nullable DeviceStream stream;

    Room(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * A socket in it.
     *
     * @param proven whether it showed a token; one that did never makes room for one that did not
     */
    record Member(CposSocket socket, boolean proven) {}

    Terminal terminal() {
        return terminal;
    }

    /** Lets it in; whom it takes the place of is dropped, itself if there is no place. */
    void enter(Member member) {
        if (members.size() >= SOCKETS_MAX) {
            Optional<Member> leaves = members.stream()
                    .filter(other -> !other.proven())
                    .findFirst()
                    .or(() -> member.proven() ? Optional.of(members.get(0)) : Optional.empty());
            if (leaves.isEmpty()) {
                member.socket().drop();
                return;
            }
            members.remove(leaves.get());
            leaves.get().socket().drop();
        }
        members.add(member);
    }

    /** Whether nobody is left. */
    boolean isEmptyWithout(CposSocket socket) {
        members.removeIf(member -> member.socket() == socket);
        return members.isEmpty();
    }

    boolean has(CposSocket socket) {
        return members.stream().anyMatch(member -> member.socket() == socket);
    }

    @Nullable
    DeviceStream stream() {
        return stream;
    }

    void is(DeviceStream opened) {
        stream = opened;
    }

    /** Whether it was called since it was asked before. */
    boolean takeCalled() {
        return called.getAndSet(false);
    }

    /** Calls it, as the core does, or because a socket of its own wants it. */
    JsonObject trigger() {
        called.set(true);
        return new JsonObject()
                .put("type", "FULL")
                .put("terminalId", terminal.id())
                .put("timestamp", Iso.of(clock.instant()));
    }

    /** What the core calls a terminal for, in the words of the contract. */
    @Override
    public void tell(String message) {
        Trigger.reasonOf(message).ifPresent(reason -> {
            JsonObject trigger = trigger();
            if (reason.equals(Trigger.Reason.RESTART.wire())) {
                trigger.put("reason", "SERVER_RESTART");
            }
            members.forEach(member -> member.socket().emit("sync:trigger", trigger));
        });
    }

    /** The protocol below keeps the connections alive itself. */
    @Override
    public void keepAlive() {}

    /** Dropped, not disconnected: then they come back by themselves, to this hub behind its restart or to another. */
    @Override
    public void end(Ending why) {
        if (why != Ending.LEFT) {
            members.forEach(member -> member.socket().drop());
        }
    }
}
