package ghosthunter.hub.operator;

/** What {@link SecretFile} holds. {@code toString} does not show it. */
public final class OperatorSecret {
    private final byte[] bytes;

    OperatorSecret(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "OperatorSecret[***]";
    }
}
