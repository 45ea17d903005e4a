package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.hub.enrollment.Keeper;
import ghosthunter.hub.enrollment.KeptFact;
import ghosthunter.hub.enrollment.KeptFact.Kind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a transaction on keys ends: kept outside first, then told to every node with the commit. */
final class KeyFacts {
    private KeyFacts() {}

    /**
     * Should the commit fail after this, the file says more than the database, and the next start makes that true: what is shut
     * out is shut out all the same, and a token that was spent by a key may be spent by that key again.
     */
    static Future<Void> settle(SqlConnection live, Keeper keeper, List<KeptFact> facts) {
        if (facts.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Tuple> messages = facts.stream().map(fact -> Tuple.of(fact.line())).toList();
        return keeper.keep(facts)
                .compose(kept -> live.preparedQuery(KeySql.ANNOUNCE).executeBatch(messages))
                .mapEmpty();
    }

    /** A fact without an admission; its time is the column {@code at}. */
    static KeptFact of(Kind kind, DeviceRef device, String subject, Row row) {
        return new KeptFact(kind, device, subject, DirectoryRows.instant(row, "at"), null);
    }

    /** A fact of a key that was let in, from a row of {@link KeySql#ADMISSION}. */
    static KeptFact admission(Kind kind, DeviceRef device, String kid, Row row, @Nullable Hash token) {
        KeptFact.Admission admission = new KeptFact.Admission(
                VerifyKey.of(row.getBuffer("public_key").getBytes()),
                row.getString("certificate"),
                token,
                row.getString("kind"),
                row.getString("device_group"));
        return new KeptFact(kind, device, kid, DirectoryRows.instant(row, "at"), admission);
    }
}
