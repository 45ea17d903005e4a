package ghosthunter.hub.socketio;

/** What is above a session of Engine.IO. Called on the session's context, one call after the other. */
interface EngineListener {
    /** The client says something. */
    void message(String text);

    /** Nothing more is heard of the client, and nothing more reaches it. Called once. */
    void closed();
}
