package ghosthunter.edge.outbox;

import ghosthunter.codecs.entity.EntityCatalog;

/** The tables behind one connection, and what a command needs to write in them. */
record Tables(
        StoreTable store,
        ChainTable chain,
        PackageTable packages,
        DropOffTable dropOffs,
        EntityTable mirror,
        PullTable pulls,
        CommandTable commands,
        PickupTable pickups,
        AttemptTable attempts,
        ChangeMaker maker,
        OutboxLimits limits,
        EntityCatalog entities) {
    static Tables of(Sqlite sqlite, ChangeMaker maker, OutboxLimits limits, EntityCatalog entities) {
        return new Tables(
                new StoreTable(sqlite),
                new ChainTable(sqlite),
                new PackageTable(sqlite),
                new DropOffTable(sqlite),
                new EntityTable(sqlite),
                new PullTable(sqlite),
                new CommandTable(sqlite),
                new PickupTable(sqlite),
                new AttemptTable(sqlite),
                maker,
                limits,
                entities);
    }
}
