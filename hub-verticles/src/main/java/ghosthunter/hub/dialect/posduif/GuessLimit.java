package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.ProblemType;
import java.time.InstantSource;
import java.util.regex.Pattern;

/**
 * A phone proves who it is by its device id alone. Those that phones make of a clock can be guessed: whoever names too many that are
 * not enrolled is heard no more for a while, whatever it names. Ids of Android and iOS have 64 random bits and more, so their
 * phones are never kept out by somebody else behind the same address. One for all event loops.
 */
final class GuessLimit {
    /** Wrong guesses of one address in a minute. */
    static final int GUESSES_MAX = 30;

    private static final int ADDRESSES_MAX = 10_000;
    private static final Pattern GUESSABLE = Pattern.compile("device_[0-9]*|.{0,15}", Pattern.DOTALL);

    /** What the addresses beyond the limit are counted under. */
    private static final String CROWD = "";

    private final Windows guesses;
    private final Windows ofCrowd;

    GuessLimit(InstantSource clock) {
        this.guesses = new Windows(clock, ADDRESSES_MAX);
        this.ofCrowd = new Windows(clock, 1);
    }

    /**
     * Looks whether an address may name this device.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code locked-out}
     */
    void require(String address, String deviceId) {
        int wrong = guesses.of(address);
        boolean isOver = (wrong == 0 ? ofCrowd.of(CROWD) : wrong) >= GUESSES_MAX;
        if (isOver && GUESSABLE.matcher(deviceId).matches()) {
            throw Refusal.of(ProblemType.LOCKED_OUT, "Too many unknown device IDs; try again later");
        }
    }

    /** This address named a device that is not enrolled. */
    void missed(String address) {
        if (guesses.count(address).isEmpty()) {
            var unused = ofCrowd.count(CROWD);
        }
    }
}
