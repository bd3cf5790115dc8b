using Signalbox.Secrets;

namespace Signalbox.Hosting;

/// <summary>Reads where the master keys are.</summary>
internal sealed class MasterKeyReader(IConfiguration configuration, SettingsFaults faults)
{
    internal const string KeyKey = "SIGNALBOX_MASTER_KEY";
    internal const string PreviousKey = "SIGNALBOX_MASTER_KEY_PREVIOUS";
    internal const string FileKey = "SIGNALBOX_MASTER_KEY_FILE";

    /// <returns><see langword="null"/>: one is generated into the data folder.</returns>
    internal MasterKeySettings? Read()
    {
        var (key, previous, file) = (ReadKey(KeyKey), ReadKey(PreviousKey), SettingsReader.Value(configuration, FileKey));
        if (file is not null && SettingsReader.Value(configuration, KeyKey) is not null)
        {
            faults.Add(FileKey, $"and {KeyKey} are both set; set one of them");
        }

        if (SettingsReader.Value(configuration, PreviousKey) is not null && SettingsReader.Value(configuration, KeyKey) is null)
        {
            faults.Add(PreviousKey, $"goes with {KeyKey}, which is not set; a file of keys has the previous ones in it");
        }

        return key is null && file is null ? null : new MasterKeySettings(key, previous, file is null ? null : Path.GetFullPath(file));
    }

    private MasterKey? ReadKey(string name)
    {
        if (SettingsReader.Value(configuration, name) is not { } text)
        {
            return null;
        }

        var key = MasterKey.TryParse(text);
        if (key is null)
        {
            faults.AddSecret(name, text, $"must be base64 of {MasterKey.Bytes} random bytes (openssl rand -base64 32)");
        }

        return key;
    }
}
