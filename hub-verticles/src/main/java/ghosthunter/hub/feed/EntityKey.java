package ghosthunter.hub.feed;

/** Names an entity. */
record EntityKey(String tenant, String type, String key) {}
