using Signalbox.Providers.Definitions;

namespace Signalbox.Providers;

/// <summary>Reads definitions of providers from the files of a folder.</summary>
internal static class ProviderFolder
{
    /// <summary>The most files of a folder.</summary>
    internal const int MaxFiles = 256;

    /// <summary>Reads every <c>*.json</c> directly in the folder. One that does not exist is empty.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="isBuiltIn">Which names are taken by the program.</param>
    internal static FolderReading Read(string folder, Func<string, bool> isBuiltIn)
    {
        var definitions = new List<ProviderDefinition>();
        var faults = new List<string>();
        try
        {
            var files = Files(folder);
            if (files.Length > MaxFiles)
            {
                return new FolderReading([], [$"holds more than {MaxFiles} files ({folder})"]);
            }

            var byName = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var file in files)
            {
                var display = Path.GetFileName(file.Name);
                if (file.Length > DefinitionReader.MaxBytes)
                {
                    faults.Add($"{display}: must be at most {DefinitionReader.MaxBytes} bytes");
                }
                else if (DefinitionReader.Read(File.ReadAllBytes(file.FullName), out var found) is not { } definition)
                {
                    faults.AddRange(found.Select(fault => $"{display}: {fault}"));
                }
                else if (isBuiltIn(definition.Name))
                {
                    faults.Add($"{display}: /name must be another one: '{definition.Name}' is built in");
                }
                else if (!byName.TryAdd(definition.Name, display))
                {
                    faults.Add($"{display}: /name must be another one: {byName[definition.Name]} defines '{definition.Name}' already");
                }
                else
                {
                    definitions.Add(definition);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add($"cannot be read: {e.Message}");
        }

        return new FolderReading(definitions, faults);
    }

    /// <summary>What changes when a file does: names, sizes and times.</summary>
    internal static string Stamp(string folder)
    {
        try
        {
            return string.Join('\n', Files(folder).Take(MaxFiles + 1).Select(static f => $"{f.Name}|{f.Length}|{f.LastWriteTimeUtc.Ticks}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static FileInfo[] Files(string folder) => Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).EnumerateFiles("*.json").OrderBy(static f => f.Name, StringComparer.Ordinal)]
        : [];
}

/// <summary>What a folder holds.</summary>
/// <param name="Definitions">The valid definitions, with distinct names.</param>
/// <param name="Faults">What is wrong, each with its file and key.</param>
internal sealed record FolderReading(IReadOnlyList<ProviderDefinition> Definitions, IReadOnlyList<string> Faults);
