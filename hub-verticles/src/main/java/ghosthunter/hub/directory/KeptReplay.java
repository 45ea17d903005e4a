package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.hub.enrollment.KeptFact;
import ghosthunter.hub.enrollment.KeptFact.Kind;
import ghosthunter.hub.postgres.Tenancy;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Makes the database and {@code kept.ndjson} say the same about keys and tokens. What the file has and the database lacks was
 * lost with a restored dump; what the database has and the file lacks was done by another node. Of one database; the file tells of
 * all.
 */
final class KeptReplay {
    private final Pool pool;
    private final Predicate<TenantId> here;

    /** @param here whether the rows of a tenant are in this database */
    KeptReplay(Pool pool, Predicate<TenantId> here) {
        this.pool = pool;
        this.here = here;
    }

    /** Writes into the database what it lacks; one transaction. */
    Future<Void> replay(List<KeptFact> facts) {
        List<KeptFact> ofHere =
                facts.stream().filter(fact -> here.test(fact.device().tenant())).toList();
        Set<TenantId> tenants =
                ofHere.stream().map(fact -> fact.device().tenant()).collect(Collectors.toSet());
        return ofHere.isEmpty()
                ? Future.succeededFuture()
                : Tenancy.of(tenants).transaction(pool, live -> replay(live, ofHere));
    }

    private static Future<Void> replay(SqlConnection live, List<KeptFact> facts) {
        List<KeptFact> admissions =
                facts.stream().filter(fact -> fact.admission() != null).toList();
        List<KeptFact> spent = admissions.stream()
                .filter(fact -> fact.admitted().token() != null)
                .toList();
        List<KeptFact> cancelled = of(facts, Kind.CANCELLED);
        return execute(live, KeptSql.DEVICES, devices(admissions))
                .compose(done -> execute(live, KeptSql.ADMISSIONS, admissions(admissions)))
                .compose(done -> execute(live, KeptSql.SPENT, spent(spent)))
                .compose(done -> execute(
                        live,
                        KeptSql.CANCEL,
                        Tuple.of(tenants(cancelled), buffers(cancelled, f -> hash(f.subject())), times(cancelled))))
                .compose(done -> execute(live, KeptSql.RETIRE, keys(of(facts, Kind.RETIRED))))
                .compose(done -> execute(live, KeptSql.REVOKE, keys(of(facts, Kind.REVOKED))));
    }

    /** Everything that the database knows and that must outlive it. */
    Future<List<KeptFact>> facts() {
        return Tenancy.hub()
                .query(pool, KeptSql.TENANTS, Tuple.tuple())
                .map(rows -> DirectoryRows.all(rows, row -> new TenantId(row.getString("id"))))
                .compose(all -> factsOf(Tenancy.of(all.stream().filter(here).toList())));
    }

    private Future<List<KeptFact>> factsOf(Tenancy tenancy) {
        Future<RowSet<Row>> keys = tenancy.query(pool, KeptSql.KEYS, Tuple.tuple());
        Future<RowSet<Row>> cancelled = tenancy.query(pool, KeptSql.CANCELLED, Tuple.tuple());
        return Future.all(keys, cancelled).map(done -> {
            List<KeptFact> facts = new ArrayList<>();
            keys.result().forEach(row -> addKey(facts, row));
            cancelled.result().forEach(row -> facts.add(cancelled(row)));
            return facts;
        });
    }

    private static void addKey(List<KeptFact> facts, Row row) {
        DeviceRef device = device(row);
        String kid = row.getString("kid");
        Buffer token = row.getBuffer("token_hash");
        facts.add(new KeptFact(
                token == null ? Kind.ROTATED : Kind.ENROLLED,
                device,
                kid,
                DirectoryRows.instant(row, "enrolled_at"),
                new KeptFact.Admission(
                        VerifyKey.of(row.getBuffer("public_key").getBytes()),
                        row.getString("certificate"),
                        token == null ? null : Hash.of(token.getBytes()),
                        row.getString("kind"),
                        row.getString("device_group"))));
        if (row.getOffsetDateTime("retired_at") != null) {
            facts.add(new KeptFact(Kind.RETIRED, device, kid, DirectoryRows.instant(row, "retired_at"), null));
        }
        if (row.getOffsetDateTime("revoked_at") != null) {
            facts.add(new KeptFact(Kind.REVOKED, device, kid, DirectoryRows.instant(row, "revoked_at"), null));
        }
    }

    private static KeptFact cancelled(Row row) {
        String token = Hash.of(row.getBuffer("token_hash").getBytes()).toString();
        return new KeptFact(Kind.CANCELLED, device(row), token, DirectoryRows.instant(row, "at"), null);
    }

    private static DeviceRef device(Row row) {
        return new DeviceRef(new TenantId(row.getString("tenant")), new DeviceId(row.getString("device")));
    }

    private static List<KeptFact> of(List<KeptFact> facts, Kind kind) {
        return facts.stream().filter(fact -> fact.kind() == kind).toList();
    }

    private static Tuple devices(List<KeptFact> facts) {
        return Tuple.of(
                tenants(facts),
                devicesOf(facts),
                texts(facts, fact -> fact.admitted().deviceKind()),
                texts(facts, fact -> fact.admitted().group()));
    }

    /** A key that was rotated in counts as unused: the first exchange that it signs confirms it. */
    private static Tuple admissions(List<KeptFact> facts) {
        return Tuple.of(
                        tenants(facts),
                        devicesOf(facts),
                        subjects(facts),
                        buffers(facts, fact -> fact.admitted().key().bytes()),
                        texts(facts, fact -> fact.admitted().certificate()),
                        times(facts))
                .addArrayOfOffsetDateTime(facts.stream()
                        .map(fact -> fact.kind() == Kind.ENROLLED ? time(fact) : null)
                        .toArray(OffsetDateTime[]::new));
    }

    private static Tuple spent(List<KeptFact> facts) {
        return Tuple.of(
                tenants(facts),
                devicesOf(facts),
                subjects(facts),
                buffers(
                        facts,
                        fact -> java.util.Objects.requireNonNull(fact.admitted().token())
                                .bytes()),
                times(facts));
    }

    private static Tuple keys(List<KeptFact> facts) {
        return Tuple.of(tenants(facts), devicesOf(facts), subjects(facts), times(facts));
    }

    private static String[] tenants(List<KeptFact> facts) {
        return texts(facts, fact -> fact.device().tenant().value());
    }

    private static String[] devicesOf(List<KeptFact> facts) {
        return texts(facts, fact -> fact.device().device().value());
    }

    private static String[] subjects(List<KeptFact> facts) {
        return texts(facts, KeptFact::subject);
    }

    private static String[] texts(List<KeptFact> facts, Function<KeptFact, String> text) {
        return facts.stream().map(text).toArray(String[]::new);
    }

    private static Buffer[] buffers(List<KeptFact> facts, Function<KeptFact, byte[]> bytes) {
        return facts.stream().map(bytes).map(Buffer::buffer).toArray(Buffer[]::new);
    }

    private static OffsetDateTime[] times(List<KeptFact> facts) {
        return facts.stream().map(KeptReplay::time).toArray(OffsetDateTime[]::new);
    }

    private static OffsetDateTime time(KeptFact fact) {
        return fact.at().atOffset(ZoneOffset.UTC);
    }

    private static byte[] hash(String text) {
        return Hash.parse(text).bytes();
    }

    private static Future<Void> execute(SqlConnection live, String sql, Tuple rows) {
        return live.preparedQuery(sql).execute(rows).mapEmpty();
    }
}
