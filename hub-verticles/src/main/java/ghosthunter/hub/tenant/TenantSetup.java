package ghosthunter.hub.tenant;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.postgres.TenantTable;
import java.util.Map;

/** Adds tenants. Every step may be repeated, and a crash between two leaves nothing that takes a row. Blocks. */
public final class TenantSetup {
    private TenantSetup() {}

    /**
     * Adds a tenant to the database that tenants share.
     *
     * @return whether it was not there before
     */
    public static boolean add(DatabaseUrl shared, TenantId tenant, String name) {
        return TenantTable.add(shared, tenant, name);
    }

    /**
     * Adds a tenant with a database of its own, which is brought to the schema of this program; nodes that start from now on serve
     * it there. What speaks against it is found before anything is moved or written down.
     *
     * @param ownUrl the address of the database, as text
     * @throws ProblemException if that database cannot be used or is another tenant's, or the tenant has something in the shared
     *     one
     */
    public static void add(DatabaseUrl shared, HubConfig config, TenantId tenant, String name, String ownUrl) {
        DatabaseUrl own = DatabaseUrl.parse(ownUrl);
        requireFree(shared, OwnDatabases.read(config), tenant, own);
        TenantTable.requireMovable(shared, tenant);
        var unused = Migrations.migrate(own);
        TenantTable.requireNoOther(own, tenant);
        prepare(shared, own, tenant, name);
        OwnDatabases.put(config.dataDir(), tenant, ownUrl);
    }

    private static void requireFree(
            DatabaseUrl shared, Map<TenantId, DatabaseUrl> known, TenantId tenant, DatabaseUrl own) {
        if (own.isSameDatabase(shared)) {
            throw taken(own, "is the one that tenants share; leave --database out, or name another");
        }
        known.forEach((other, url) -> {
            if (!other.equals(tenant) && own.isSameDatabase(url)) {
                throw taken(own, "belongs to tenant " + other + "; name another");
            }
            if (other.equals(tenant) && !own.isSameDatabase(url)) {
                throw taken(
                        own,
                        "is not the one of tenant " + tenant + ", which is in " + url
                                + "; there is no command that moves it");
            }
        });
    }

    private static ProblemException taken(DatabaseUrl own, String reason) {
        return Problem.of(ProblemType.CONFLICT, "the database " + own + " " + reason)
                .exception();
    }

    /** The shared database lets go of the tenant before its own one takes it. */
    static void prepare(DatabaseUrl shared, DatabaseUrl own, TenantId tenant, String name) {
        TenantTable.moveOut(shared, tenant, name);
        var unused = Migrations.migrate(own);
        var unusedToo = TenantTable.add(own, tenant, name); // A repetition finds it there.
    }
}
