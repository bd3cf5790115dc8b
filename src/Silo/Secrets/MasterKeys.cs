using Signalbox.Hosting;

namespace Signalbox.Secrets;

/// <summary>The master keys that this process has: from its environment, from a file, or generated into its data folder. Safe for concurrent use.</summary>
internal sealed class MasterKeys
{
    /// <summary>Where a key comes from that nobody has configured.</summary>
    internal const string FromDataFolder = "data_folder";

    private readonly string? _file;
    private readonly Lock _lock = new();
    private volatile IReadOnlyList<MasterKey> _keys;

    private MasterKeys(string origin, string? file, IReadOnlyList<MasterKey> keys) => (Origin, _file, _keys) = (origin, file, keys);

    /// <summary>Where they come from: <c>data_folder</c>, <c>file</c> or <c>environment</c>.</summary>
    internal string Origin { get; }

    /// <summary>Whether this process makes new ones itself.</summary>
    internal bool IsManaged => Origin == FromDataFolder;

    /// <summary>The one to wrap with from the next rotation on.</summary>
    internal MasterKey Current => _keys[^1];

    /// <summary>All of them, the current one last.</summary>
    internal IReadOnlyList<MasterKey> All => _keys;

    /// <summary>Reads the keys, or generates the first one.</summary>
    /// <exception cref="StartupException">A file of keys cannot be used.</exception>
    internal static MasterKeys Open(MasterKeySettings? settings, DataFolder folder)
    {
        switch (settings)
        {
            case { Key: { } key }:
                return new MasterKeys("environment", file: null, settings.Previous is { } previous ? [previous, key] : [key]);

            case { File: { } file }:
                return new MasterKeys("file", file, MasterKeyFile.Read(file));

            default:
                if (!File.Exists(folder.MasterKeyFile))
                {
                    MasterKeyFile.Write(folder.MasterKeyFile, [MasterKey.Generate()]);
                }

                return new MasterKeys(FromDataFolder, folder.MasterKeyFile, MasterKeyFile.Read(folder.MasterKeyFile));
        }
    }

    /// <summary>The key of a fingerprint. One that is not known is looked for in the file, to which it may have been added.</summary>
    internal MasterKey? Find(string fingerprint) => Known(fingerprint) ?? (TryReload() ? Known(fingerprint) : null);

    /// <summary>Reads the file again. One that cannot be read now changes nothing.</summary>
    /// <returns>Whether there is a file, and it was read.</returns>
    internal bool TryReload()
    {
        if (_file is null)
        {
            return false;
        }

        lock (_lock)
        {
            try
            {
                _keys = MasterKeyFile.Read(_file);
                return true;
            }
            catch (StartupException)
            {
                // Half edited, perhaps: what is known stays known.
                return false;
            }
        }
    }

    /// <summary>Generates a key and puts it behind the others in the data folder's file. On disk on return.</summary>
    /// <param name="needed">Fingerprints of the keys that stay; the others go.</param>
    /// <exception cref="InvalidOperationException">The keys are not this process's own to make.</exception>
    internal MasterKey Add(IReadOnlySet<string> needed)
    {
        if (!IsManaged)
        {
            throw new InvalidOperationException("These master keys are made by somebody else.");
        }

        lock (_lock)
        {
            var added = MasterKey.Generate();
            IReadOnlyList<MasterKey> keys = [.. _keys.Where(key => needed.Contains(key.Fingerprint)), added];
            MasterKeyFile.Write(_file!, keys);
            _keys = keys;
            return added;
        }
    }

    private MasterKey? Known(string fingerprint) => _keys.FirstOrDefault(key => key.Fingerprint == fingerprint);
}
