package ghosthunter.load.report;

/** Colours and weights of text on a terminal (ECMA-48, 8.3.117). */
enum Paint {
    GREEN("32"),
    YELLOW("33"),
    RED("31"),
    FAINT("2"),
    BOLD("1");

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    /** The text in this paint; unchanged where the output is only appended. Pad first: codes have no width. */
    String on(String text, Terminal terminal) {
        return terminal.live() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
