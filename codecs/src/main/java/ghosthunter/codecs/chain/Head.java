package ghosthunter.codecs.chain;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.id.Hash;

/**
 * The last change of a chain.
 *
 * @param lane the lane of the chain
 * @param seq its number, 0 for a chain that has no change yet
 * @param hash the hash over all changes up to {@code seq}
 */
public record Head(Lane lane, long seq, Hash hash) {
    public Head {
        if (seq < 0) {
            throw new IllegalArgumentException("seq is 0 or more, not " + seq);
        }
    }
}
