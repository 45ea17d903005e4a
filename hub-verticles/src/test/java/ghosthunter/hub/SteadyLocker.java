package ghosthunter.hub;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.http.Exchanges;
import java.util.ArrayList;
import java.util.List;

/** A locker that goes on and on: one epoch, one chain, exchange after exchange. Of one thread. */
final class SteadyLocker {
    private final Enrolled enrolled;
    private final Epoch epoch = Exchanges.epoch();
    private Head head;
    private long exchange;

    SteadyLocker(Enrolled enrolled) {
        this.enrolled = enrolled;
        this.head = Chain.genesis(enrolled.device(), epoch, Lane.CRITICAL);
    }

    /** The next exchange, with so many drop-offs. */
    Exchanges.Signed next(int dropOffs) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < dropOffs; i++) {
            String trackingId = enrolled.device().device() + "-" + (head.seq() + i + 1);
            String data = PackageFact.dropOffJson("A1", null, 0);
            lines.add(Line.of(Exchanges.line(trackingId, PackageFact.DROP_OFF, data)));
        }
        Run run = Run.of(head, lines);
        head = run.head();
        exchange++;
        return Exchanges.signed(enrolled.hub(), enrolled.device(), enrolled.key(), epoch, exchange, run);
    }

    /** What it recorded so far. */
    Head head() {
        return head;
    }
}
