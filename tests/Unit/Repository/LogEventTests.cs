using System.Text.RegularExpressions;

namespace Signalbox.Tests.Unit.Repository;

/// <summary>Whoever filters the log by an event's number gets that event alone.</summary>
public sealed partial class LogEventTests
{
    [Fact]
    public void Numbers_AreEachUsedOnce()
    {
        var numbers = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Folder, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static file => Number().Matches(File.ReadAllText(file)).Select(m => (Number: m.Groups["number"].Value, File: Path.GetFileName(file))))
            .ToList();

        Assert.True(numbers.Count > 30, "There are log events: the pattern finds them no more.");
        Assert.Empty(numbers.GroupBy(static n => n.Number).Where(static g => g.Count() > 1).Select(static g => $"{g.Key}: {string.Join(", ", g.Select(static n => n.File))}"));
    }

    [GeneratedRegex(@"LoggerMessage\((?<number>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Number();
}
