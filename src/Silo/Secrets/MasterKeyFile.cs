using Signalbox.Hosting;

namespace Signalbox.Secrets;

/// <summary>A file of master keys: one a line in base64, the last is the current one. Lines that are empty or begin with '#' do not count.</summary>
internal static class MasterKeyFile
{
    private const int MostKeys = 100;
    private const long MostBytes = 64 << 10;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the keys.</summary>
    /// <exception cref="StartupException">The file cannot be read, holds none, or holds something else. The message quotes nothing of it.</exception>
    internal static IReadOnlyList<MasterKey> Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                throw Bad(path, "is too large for a file of keys");
            }

            var keys = new List<MasterKey>();
            var number = 0;
            foreach (var line in File.ReadLines(path).Select(static line => line.Trim()))
            {
                number++;
                if (line.Length > 0 && line[0] != '#')
                {
                    keys.Add(MasterKey.TryParse(line) ?? throw Bad(path, $"has no key in line {number}"));
                }
            }

            return keys.Count is > 0 and <= MostKeys ? keys : throw Bad(path, keys.Count == 0 ? "holds no key" : $"holds more than {MostKeys} keys");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(ExitCode.Settings, $"The file of master keys {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes the keys in place of those in it: complete or not at all, on disk on return, never readable by others.</summary>
    internal static void Write(string path, IReadOnlyList<MasterKey> keys)
    {
        var unfinished = $"{path}.new";
        File.Delete(unfinished);
        using (var file = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            using var writer = new StreamWriter(file);
            foreach (var key in keys)
            {
                writer.WriteLine(key.ToText());
            }

            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);

        // Once more under its name: Linux file systems then have the renaming on disk, too.
        using var renamed = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        renamed.Flush(flushToDisk: true);
    }

    private static StartupException Bad(string path, string fault) =>
        new(ExitCode.Settings, $"The file of master keys {path} {fault}: one key a line, each base64 of {MasterKey.Bytes} random bytes (openssl rand -base64 32).");
}
