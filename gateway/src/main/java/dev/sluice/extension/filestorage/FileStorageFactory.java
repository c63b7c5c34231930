package dev.sluice.extension.filestorage;

import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import dev.sluice.config.Section;

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
  public Extension create(FileStorageConfig config, Settings settings) throws StartException {
    Storage storage = StorageDirectory.prepare(config);
    settings.shared().put(Storage.class, settings.id().toString(), storage);
    return new Extension() {};
  }
}
