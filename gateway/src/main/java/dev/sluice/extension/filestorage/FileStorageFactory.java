package dev.sluice.extension.filestorage;

import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import java.util.Set;

public final class FileStorageFactory implements ExtensionFactory<FileStorageConfig> {
  @Override
  public String type() {
    return "file_storage";
  }

  @Override
  public String summary() {
    return "keeps what waits to be sent on disk, through restarts and power loss";
  }

  @Override
  public FileStorageConfig read(Section section) {
    return FileStorageConfig.read(section);
  }

  @Override
  public Set<ExtensionRole> roles(FileStorageConfig config) {
    return Set.of(ExtensionRole.STORAGE);
  }

  @Override
  public Extension create(FileStorageConfig config, Settings settings) throws StartException {
    Storage storage = StorageDirectory.prepare(config);
    String id = settings.id().toString();
    return new Extension() {
      @Override
      public void offerTo(Shared shared) {
        shared.put(Storage.class, id, storage);
      }
    };
  }
}
