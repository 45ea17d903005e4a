package ghosthunter.codecs.entity;

import ghosthunter.codecs.change.DeviceId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is sent an entity of a type. An audience is a text: {@value #EVERYBODY}, {@code g:NAME} for the devices of a group,
 * {@code d:DEVICE} for one device.
 *
 * @param kind what kind of rule
 * @param operand the group, or the field of the data that names the group or device; empty where the kind has none
 */
public record AudienceRule(Kind kind, String operand) {
    /** The audience of everybody. */
    public static final String EVERYBODY = "*";

    private static final Pattern RULE = Pattern.compile(
            "(?<all>all)|(?<device>device)|(?<word>group|device):(\\{(?<field>[^{}]{1,64})}|(?<name>[^{}]+))");

    /** The kinds of rules. */
    public enum Kind {
        /** {@code all}: every device of the tenant. */
        ALL,
        /** {@code group:NAME}: the devices of one group. */
        GROUP,
        /** {@code group:{field}}: those of the group that the entity names. */
        GROUP_OF_FIELD,
        /** {@code device:{field}}: the device that the entity names. */
        DEVICE_OF_FIELD,
        /** {@code device}: the device that wrote it. */
        WRITER
    }

    /**
     * Reads a rule as the catalog has it.
     *
     * @throws IllegalArgumentException if it is none; the message goes behind the key
     */
    public static AudienceRule parse(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches() || ("device".equals(rule.group("word")) && rule.group("name") != null)) {
            throw new IllegalArgumentException("must be all, group:NAME, group:{field}, device:{field} or device");
        }
        if (rule.group("all") != null) {
            return new AudienceRule(Kind.ALL, "");
        }
        if (rule.group("device") != null) {
            return new AudienceRule(Kind.WRITER, "");
        }
        if (rule.group("name") != null) {
            return new AudienceRule(Kind.GROUP, new DeviceId(rule.group("name")).value());
        }
        Kind kind = rule.group("word").equals("group") ? Kind.GROUP_OF_FIELD : Kind.DEVICE_OF_FIELD;
        return new AudienceRule(kind, rule.group("field"));
    }

    /** The audience of one device. */
    public static String ofDevice(String device) {
        return "d:" + device;
    }

    /** The audience of a group. */
    public static String ofGroup(String group) {
        return "g:" + group;
    }

    /**
     * The audience of an entity with this data.
     *
     * @param writer the device that the entity belongs to: the one that wrote it first
     * @return empty if the data do not name a group or device where the rule asks for one
     */
    public Optional<String> audience(JsonObject data, String writer) {
        return switch (kind) {
            case ALL -> Optional.of(EVERYBODY);
            case GROUP -> Optional.of(ofGroup(operand));
            case GROUP_OF_FIELD -> named(data).map(AudienceRule::ofGroup);
            case DEVICE_OF_FIELD -> named(data).map(AudienceRule::ofDevice);
            case WRITER -> Optional.of(ofDevice(writer));
        };
    }

    /** Groups have the grammar of devices. */
    private Optional<String> named(JsonObject data) {
        try {
            return data.getValue(operand) instanceof String name
                    ? Optional.of(new DeviceId(name).value())
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
