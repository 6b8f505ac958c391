package dev.foldd.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashTreeTest {

    @Test
    void no_leaf_has_no_root_and_one_leaf_is_its_own() {
        HashTree tree = new HashTree();
        assertThat(tree.root()).isEmpty();

        tree.add(leaf(1));

        assertThat(tree.root()).contains(leaf(1));
    }

    /** Computed with python: leaves are the hashes of "0", "1" and "2", nodes of a byte 1 and two hashes. */
    @Test
    void three_leaves_have_this_root() {
        assertThat(Chain.text(treeOf(3).root().orElseThrow()))
                .isEqualTo("0fb0c89f31831c334e4cdeb69ed2245bb59715219c8b7a86f0ddcf93cb1a9c8b");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 100})
    void has_the_root_of_the_definition_and_a_path_from_every_leaf(int size) {
        byte[] root = definition(0, size);

        assertThat(treeOf(size).root()).contains(root);
        for (int index = 0; index < size; index++) {
            List<byte[]> hashes = new ArrayList<>();
            for (HashTree.Span span : HashTree.path(index, size)) {
                hashes.add(definition((int) span.from(), (int) span.to()));
            }
            assertThat(HashTree.rootOf(leaf(index), index, size, hashes)).contains(root);
            assertThat(HashTree.rootOf(leaf(index + 1), index, size, hashes).orElseThrow()).isNotEqualTo(root);
            hashes.add(root);
            assertThat(HashTree.rootOf(leaf(index), index, size, hashes)).isEmpty();
        }
    }

    @Test
    void a_copy_goes_its_own_way() {
        HashTree tree = treeOf(7);
        HashTree copy = tree.copy();

        copy.add(leaf(7));
        tree.add(leaf(8));

        assertThat(copy.root()).contains(definition(0, 8));
        assertThat(tree.root().orElseThrow()).isNotEqualTo(definition(0, 8));
        tree.clear();
        assertThat(tree.root()).isEmpty();
    }

    private static HashTree treeOf(int size) {
        HashTree tree = new HashTree();
        for (int i = 0; i < size; i++) {
            tree.add(leaf(i));
        }
        return tree;
    }

    /** RFC 9162 section 2.1.1, word by word, with the two differences that the class names. */
    private static byte[] definition(int from, int to) {
        if (to - from == 1) {
            return leaf(from);
        }
        int half = Integer.highestOneBit(to - from - 1);
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) 1);
            sha256.update(definition(from, from + half));
            return sha256.digest(definition(from + half, to));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] leaf(int number) {
        return Chain.digestOf(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    }
}
