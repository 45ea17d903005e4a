package ghosthunter.hub;

import ghosthunter.hub.dialect.Dialect;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.agrotour.AgrotourDialect;
import ghosthunter.hub.dialect.cpos.CposDialect;
import ghosthunter.hub.dialect.cpos.CposTypes;
import ghosthunter.hub.dialect.ghosthunter.GhostHunterDialect;
import ghosthunter.hub.dialect.posduif.PosduifDialect;
import ghosthunter.hub.dialect.posduif.PosduifTypes;
import ghosthunter.hub.entity.CentreWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dialects that there are. */
final class HubDialects {
    private static final Logger LOG = LoggerFactory.getLogger(HubDialects.class);

    /**
     * In the order in which they are asked who is meant: those that claim by what their clients alone send come before Agrotour,
     * whose engine takes whatever comes to its paths, for there a missing header has an answer of its own.
     */
    private static final List<Maker> MAKERS = List.of(
            new Maker(CposDialect.NAME, CposDialect::new),
            new Maker(PosduifDialect.NAME, PosduifDialect::new),
            new Maker(AgrotourDialect.NAME, AgrotourDialect::new));

    private HubDialects() {}

    private record Maker(String name, BiFunction<DialectPorts, DialectSettings.One, Dialect> make) {}

    /** Those that are on; each start says which. */
    static List<Dialect> of(DialectSettings settings, DialectPorts ports) {
        return MAKERS.stream()
                .flatMap(maker -> made(maker, settings, ports).stream())
                .toList();
    }

    /** Those that are on, and there are. */
    static List<String> names(DialectSettings settings) {
        return MAKERS.stream()
                .map(Maker::name)
                .filter(name -> settings.of(name).isPresent())
                .toList();
    }

    /** The settings with which each is on. */
    static DialectSettings all() {
        return new DialectSettings(Stream.concat(MAKERS.stream().map(Maker::name), Stream.of(GhostHunterDialect.NAME))
                .collect(Collectors.toMap(name -> name, name -> DialectSettings.One.DEFAULT)));
    }

    /**
     * Whether a dialect alone writes so, by rules that the doors of the centre do not know. To delete a phone of Posduif, which shuts
     * it out, is for operators.
     */
    static boolean keeps(String type, CentreWriter.Op op) {
        if (type.equals(PosduifTypes.PHONE)) {
            return op != CentreWriter.Op.DELETE;
        }
        return type.startsWith(AgrotourDialect.NAME + "-")
                || type.startsWith(PosduifDialect.NAME + "-")
                || CposTypes.isKept(type);
    }

    private static Optional<Dialect> made(Maker maker, DialectSettings settings, DialectPorts ports) {
        Optional<DialectSettings.One> one = settings.of(maker.name());
        LOG.atInfo().addKeyValue("dialect", maker.name()).log(one.isPresent() ? "a dialect is on" : "a dialect is off");
        return one.map(served -> maker.make().apply(ports, served));
    }
}
