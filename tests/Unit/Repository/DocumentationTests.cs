using System.Text.RegularExpressions;

namespace Signalbox.Tests.Unit.Repository;

/// <summary>What the documents name, exists.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Root = RepositoryRoot.Folder;

    public static TheoryData<string> Documents { get; } = new(
        Directory.EnumerateFiles(Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "bench"), "*.md"))
            .Select(static path => Path.GetRelativePath(Root, path)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_NamesOnlyPathsThatExist(string document)
    {
        var text = File.ReadAllText(Path.Combine(Root, document));

        var missing = CodePath().Matches(text).Select(static m => m.Groups["path"].Value)
            .Where(static path => !Exists(Root, path))
            .Concat(Link().Matches(text).Select(static m => m.Groups["path"].Value)
                .Where(path => !Exists(Path.GetDirectoryName(Path.Combine(Root, document))!, path)))
            .Distinct()
            .ToList();

        Assert.True(missing.Count == 0, $"{document} names what does not exist: {string.Join(", ", missing)}");
    }

    [Fact]
    public void Architecture_NamesEveryProjectOfSrc()
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs", "ARCHITECTURE.md"));
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            Assert.Contains($"`src/{Path.GetFileNameWithoutExtension(project)}`", text, StringComparison.Ordinal);
        }
    }

    private static bool Exists(string folder, string path) => Path.Exists(Path.Combine(folder, path.Split('#')[0]));

    [GeneratedRegex("`(?<path>(src|tests|bench|docs|build)/[\\w./-]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CodePath();

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Link();
}
