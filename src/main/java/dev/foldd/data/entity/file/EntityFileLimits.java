package dev.foldd.data.entity.file;

import dev.foldd.config.Section;

/**
 * How much the entity files may hold.
 *
 * @param filesMax files below the directory
 * @param documentsMax documents of one file
 * @param fileBytesMax bytes of one file
 * @param aliasesMax references to anchors in one YAML document
 */
public record EntityFileLimits(int filesMax, int documentsMax, int fileBytesMax, int aliasesMax) {

    public static final EntityFileLimits DEFAULT = new EntityFileLimits(1_000, 200, 1_048_576, 50);

    public static EntityFileLimits read(Section section) {
        return new EntityFileLimits(
                section.integer("max_entity_files", DEFAULT.filesMax, 1, 100_000),
                section.integer("max_entity_documents", DEFAULT.documentsMax, 1, 10_000),
                (int) section.size("max_entity_file_size", DEFAULT.fileBytesMax, 1_024, 67_108_864),
                section.integer("max_yaml_aliases", DEFAULT.aliasesMax, 0, 1_000));
    }
}
