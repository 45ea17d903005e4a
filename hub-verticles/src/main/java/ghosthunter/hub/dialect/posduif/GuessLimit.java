package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.posduif.Windows.Window;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A phone proves who it is by its device id alone. Those that phones make of a clock can be guessed: whoever names too many that are
 * not enrolled is answered no more such id for a while. Ids of Android and iOS have 64 random bits and more, so they are always
 * looked up: their phones are never kept out by somebody else behind the same address. One for all event loops.
 */
final class GuessLimit {
    /** Wrong guesses of one address in a minute. */
    static final int GUESSES_MAX = 30;

    private static final int ADDRESSES_MAX = 10_000;
    private static final Pattern GUESSABLE = Pattern.compile("device_[0-9]*|(?!android_|ios_).{0,15}", Pattern.DOTALL);

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
     * @throws ghosthunter.codecs.problem.ProblemException {@code too-many-requests}, until the minute is over
     */
    void require(String address, String deviceId) {
        Optional<Window> wrong = guesses.of(address).or(() -> ofCrowd.of(CROWD));
        if (wrong.isPresent()
                && wrong.get().count() >= GUESSES_MAX
                && GUESSABLE.matcher(deviceId).matches()) {
            throw Problem.after(
                            ProblemType.TOO_MANY_REQUESTS,
                            "Too many unknown device IDs; try again later",
                            guesses.waitS(wrong.get()))
                    .exception();
        }
    }

    /** This address named a device that is not enrolled. */
    void missed(String address) {
        if (guesses.count(address).isEmpty()) {
            var unused = ofCrowd.count(CROWD);
        }
    }
}
