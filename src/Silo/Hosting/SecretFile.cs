namespace Signalbox.Hosting;

/// <summary>A generated secret that is kept in the data folder, readable by its owner only.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the file, or creates it: complete or not at all, and never readable by others, not even for a moment.</summary>
    /// <exception cref="StartupException">The file exists and is empty.</exception>
    internal static string ReadOrCreate(string path, Func<string> generate)
    {
        if (File.Exists(path))
        {
            // A copy or a restored backup may have lost the mode.
            File.SetUnixFileMode(path, OwnerOnly);
            var value = File.ReadAllText(path).Trim();
            return value.Length > 0 ? value : throw new StartupException(ExitCode.Settings, $"{path} is empty. Delete it to have a new one generated.");
        }

        var generated = generate();
        var unfinished = $"{path}.new";
        File.Delete(unfinished);
        using (var file = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            using var writer = new StreamWriter(file);
            writer.WriteLine(generated);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path);
        return generated;
    }
}
