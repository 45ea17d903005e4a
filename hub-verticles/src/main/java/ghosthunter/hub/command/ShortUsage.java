package ghosthunter.hub.command;

import ghosthunter.codecs.settings.Settings;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person sees whose command line is wrong: the mistake, in words, and how the command is called. No pages of help. */
public final class ShortUsage implements IParameterExceptionHandler {
    private ShortUsage() {}

    /** Gives it to a command line and all of its commands. */
    public static CommandLine on(CommandLine line) {
        return line.setParameterExceptionHandler(new ShortUsage())
                .registerConverter(Duration.class, told(Settings::duration))
                .registerConverter(UUID.class, told(ShortUsage::uuid))
                .registerConverter(URI.class, told(ShortUsage::uri));
    }

    @Override
    public int handleParseException(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(mistake.getMessage());
        boolean unused = UnmatchedArgumentException.printSuggestions(mistake, err);
        err.print(command.getHelp().synopsisHeading());
        err.print(command.getHelp().synopsis(command.getHelp().synopsisHeadingLength()));
        err.println("More: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** The library would name Java's exception. */
    private static <T> ITypeConverter<T> told(Function<String, T> read) {
        return text -> {
            try {
                return read.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' " + e.getMessage());
            }
        };
    }

    private static UUID uuid(String text) {
        if (!text.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}")) {
            throw new IllegalArgumentException("is no id; ids look like 01985c2e-7f3a-7cc1-9d0a-2b6b5f1f0a11");
        }
        return UUID.fromString(text);
    }

    private static URI uri(String text) {
        if (!text.matches("https?://[^\\s/?#]+[^\\s?#]*")) {
            throw new IllegalArgumentException("is no URL such as https://hub.example");
        }
        return URI.create(text);
    }
}
