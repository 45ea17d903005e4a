package ghosthunter.edge.outbox;

import java.util.function.Function;

/** What a program at this device wants to be done to one entity. Immutable; travels on the event bus as it is. */
public sealed interface EntityEdit {
    /** Calls the method of the case that this is. */
    <R> R fold(Cases<R> cases);

    /** Text that is the same for repeats of the same request, and for them alone. */
    String request();

    /** One function per edit. */
    record Cases<R>(
            Function<Put, R> put,
            Function<Patch, R> patch,
            Function<Delete, R> delete,
            Function<Add, R> add,
            Function<Count, R> count) {}

    /** The whole document. */
    record Put(String dataJson) implements EntityEdit {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.put().apply(this);
        }

        @Override
        public String request() {
            return "put\n" + dataJson;
        }
    }

    /** A merge patch, RFC 7396. */
    record Patch(String patchJson) implements EntityEdit {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.patch().apply(this);
        }

        @Override
        public String request() {
            return "patch\n" + patchJson;
        }
    }

    /** It is no more. */
    record Delete() implements EntityEdit {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.delete().apply(this);
        }

        @Override
        public String request() {
            return "delete";
        }
    }

    /** A counter: so many more, or fewer. */
    record Add(long delta) implements EntityEdit {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.add().apply(this);
        }

        @Override
        public String request() {
            return "add\n" + delta;
        }
    }

    /** A counter: somebody counted so many. */
    record Count(long count) implements EntityEdit {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.count().apply(this);
        }

        @Override
        public String request() {
            return "count\n" + count;
        }
    }
}
