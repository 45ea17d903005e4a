package ghosthunter.hub.audit;

/** Hears how far a long check has come. */
@FunctionalInterface
public interface Progress {
    /** One more was checked. */
    void step(String what, long checked);
}
