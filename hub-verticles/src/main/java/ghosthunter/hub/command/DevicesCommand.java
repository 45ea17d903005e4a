package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.realtime.Presence;
import ghosthunter.hub.realtime.PresenceDesk;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code devices}: who is there. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description = {
            "List the devices of every kind: whether each is there, last seen, pending, battery, what failed, open conflicts,"
                    + " and what people call it.",
            "online: it has a stream open, or came within two intervals; silent: not heard of for so long that somebody should"
                    + " look; offline: in between. presence in the settings says how long."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar devices",
            "  java -jar hub.jar devices --state silent",
            "  java -jar hub.jar devices LOCKER-001"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:there is no such device or tenant, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
public final class DevicesCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DEVICE",
            description =
                    "This one, and below it what it holds back, what is recorded, failed and in conflict, by type.")
    private @Nullable String device;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = {
                "Only those: online, syncing, offline or silent.",
                "Who is syncing a node alone knows: GET /v1/presence there."
            })
    private @Nullable String state;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId of = tenant.tenant();
        Presence.State wanted = wanted();
        DeviceId named = named();
        HubConfig settings = config.read(System.getenv()).config();
        try (CommandDatabase database =
                        CommandDatabase.open(settings, of, spec.commandLine().getErr());
                DirectorySession session = new DirectorySession(settings, database.url())) {
            if (!Blocking.await(session.clients().hasTenant(of))) {
                spec.commandLine().getErr().println("there is no tenant " + of);
                return 1;
            }
            return named == null
                    ? print(all(session.presence(), of, wanted))
                    : print(named, Blocking.await(session.presence().one(new DeviceRef(of, named))));
        }
    }

    private @Nullable DeviceId named() {
        try {
            return device == null ? null : new DeviceId(device);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private Presence.@Nullable State wanted() {
        try {
            return state == null ? null : Presence.State.ofWire(state);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--state: " + e.getMessage());
        }
    }

    private static List<Presence> all(PresenceDesk desk, TenantId tenant, Presence.@Nullable State state) {
        List<Presence> all = new ArrayList<>();
        List<Presence> page;
        do {
            DeviceId after = all.isEmpty() ? null : all.get(all.size() - 1).device();
            page = Blocking.await(desk.page(tenant, state, after, PresenceDesk.PAGE_MAX));
            all.addAll(page);
        } while (page.size() == PresenceDesk.PAGE_MAX);
        return all;
    }

    private int print(DeviceId named, Optional<Presence.Detail> found) {
        if (found.isEmpty()) {
            spec.commandLine().getErr().println("there is no device " + named);
            return 1;
        }
        int unused = print(List.of(found.get().presence()));
        Table table = new Table("TYPE", "PENDING", "SYNCED", "FAILED", "CONFLICTS");
        for (Presence.OfType of : found.get().types()) {
            table.add(
                    of.type().isEmpty() ? "-" : of.type(),
                    Long.toString(of.pending()),
                    Long.toString(of.synced()),
                    Long.toString(of.failed()),
                    Long.toString(of.conflicts()));
        }
        spec.commandLine().getOut().println();
        table.print(spec.commandLine().getOut());
        return 0;
    }

    private int print(List<Presence> devices) {
        Table table = new Table(
                "DEVICE",
                "KIND",
                "DIALECT",
                "STATE",
                "LAST SEEN (UTC)",
                "STREAM",
                "PENDING",
                "BATTERY",
                "FAILED",
                "CONFLICTS",
                "LABEL");
        for (Presence device : devices) {
            table.add(
                    device.device().value(),
                    device.kind(),
                    Objects.toString(device.dialect(), "-"),
                    device.state().wire(),
                    Objects.toString(
                            device.lastSeenAt() == null
                                    ? null
                                    : device.lastSeenAt().truncatedTo(ChronoUnit.SECONDS),
                            "never"),
                    device.streamSince() == null ? "-" : "open",
                    Long.toString(device.pending()),
                    device.batteryPct() == null ? "-" : device.batteryPct() + " %",
                    Long.toString(device.failed()),
                    Long.toString(device.conflicts()),
                    Objects.toString(device.label(), "-"));
        }
        table.print(spec.commandLine().getOut());
        return 0;
    }
}
