package ghosthunter.hub.command;

import ghosthunter.hub.operator.OperatorName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The operator that a command is about. */
final class NameParameter {
    @Parameters(arity = "1", paramLabel = "NAME", description = "The operator's name, such as vera.")
    private String name;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** The name; a text that is none is an error of the command line. */
    OperatorName name() {
        try {
            return new OperatorName(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "'" + name + "': " + e.getMessage());
        }
    }
}
