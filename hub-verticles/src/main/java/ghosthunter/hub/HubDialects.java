package ghosthunter.hub;

import ghosthunter.hub.dialect.Dialect;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.agrotour.AgrotourDialect;
import ghosthunter.hub.dialect.cpos.CposDialect;
import ghosthunter.hub.dialect.ghosthunter.GhostHunterDialect;
import ghosthunter.hub.dialect.posduif.PosduifDialect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dialects that there are, in the order in which they are asked who is meant. */
final class HubDialects {
    private static final Logger LOG = LoggerFactory.getLogger(HubDialects.class);

    private static final List<String> ORDER = List.of("agrotour", "posduif", "cpos");
    private static final Map<String, BiFunction<DialectPorts, DialectSettings.One, Dialect>> MAKERS = Map.of(
            AgrotourDialect.NAME,
            AgrotourDialect::new,
            CposDialect.NAME,
            CposDialect::new,
            PosduifDialect.NAME,
            PosduifDialect::new);

    private HubDialects() {}

    /** Those that are on; each start says which. */
    static List<Dialect> of(DialectSettings settings, DialectPorts ports) {
        return ORDER.stream()
                .flatMap(name ->
                        Stream.ofNullable(MAKERS.get(name)).flatMap(maker -> make(name, maker, settings, ports)))
                .toList();
    }

    /** Those that are on, and there are. */
    static List<String> names(DialectSettings settings) {
        return ORDER.stream()
                .filter(MAKERS::containsKey)
                .filter(name -> settings.of(name).isPresent())
                .toList();
    }

    /** The settings with which each is on. */
    static DialectSettings all() {
        return new DialectSettings(Stream.concat(ORDER.stream(), Stream.of(GhostHunterDialect.NAME))
                .collect(Collectors.toMap(name -> name, name -> DialectSettings.One.DEFAULT)));
    }

    private static Stream<Dialect> make(
            String name,
            BiFunction<DialectPorts, DialectSettings.One, Dialect> maker,
            DialectSettings settings,
            DialectPorts ports) {
        Optional<DialectSettings.One> one = settings.of(name);
        LOG.atInfo().addKeyValue("dialect", name).log(one.isPresent() ? "a dialect is on" : "a dialect is off");
        return one.map(served -> maker.apply(ports, served)).stream();
    }
}
