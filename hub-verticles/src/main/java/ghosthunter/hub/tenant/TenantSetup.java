package ghosthunter.hub.tenant;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.postgres.TenantTable;
import java.nio.file.Path;

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
     * it there.
     *
     * @param ownUrl the address of the database, as text
     * @throws ProblemException if that database cannot be used, or the tenant has rows in the shared one
     */
    public static void add(DatabaseUrl shared, Path dataDir, TenantId tenant, String name, String ownUrl) {
        DatabaseUrl own = DatabaseUrl.parse(ownUrl);
        prepare(shared, own, tenant, name);
        OwnDatabases.put(dataDir, tenant, ownUrl);
    }

    /** The shared database lets go of the tenant before its own one takes it. */
    static void prepare(DatabaseUrl shared, DatabaseUrl own, TenantId tenant, String name) {
        TenantTable.moveOut(shared, tenant, name);
        var unused = Migrations.migrate(own);
        var unusedToo = TenantTable.add(own, tenant, name); // A repetition finds it there.
    }
}
