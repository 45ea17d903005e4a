package ghosthunter.edge.command;

import picocli.CommandLine.Parameters;

/** Which entity a command is about. */
final class EntityArguments {
    @Parameters(index = "0", paramLabel = "TYPE", description = "The type, as the catalog has it.")
    private String type;

    @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
    private String key;

    /** The path of the local API. */
    String path() {
        return EntityCommand.path(type, key);
    }

    @Override
    public String toString() {
        return type + " " + key;
    }
}
