using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Postgres;

/// <summary>One step of the schema: a file <c>{capability}/Sql/NNNN_name.sql</c>, embedded in the assembly.</summary>
/// <param name="Number">Its place in the order, unique over all capabilities.</param>
/// <param name="Name">What it is called, without number.</param>
/// <param name="Sql">Its statements, run in one transaction with <c>search_path = signalbox</c>.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const int Digits = 4;

    /// <summary>Tells whether a step that was applied has been changed since. Does not depend on how lines end.</summary>
    internal string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>Every step in this assembly, in order.</summary>
    /// <exception cref="InvalidOperationException">Two have the same number.</exception>
    internal static IReadOnlyList<Migration> ReadAll()
    {
        var all = typeof(Migration).Assembly.GetManifestResourceNames().Select(TryRead).OfType<Migration>().OrderBy(static m => m.Number).ToList();
        for (var i = 1; i < all.Count; i++)
        {
            if (all[i].Number == all[i - 1].Number)
            {
                throw new InvalidOperationException($"Two migrations have the number {all[i].Number}: '{all[i - 1].Name}' and '{all[i].Name}'.");
            }
        }

        return all;
    }

    /// <summary>Resources are named <c>Signalbox.Journal.Sql.0001_journal.sql</c>; statements that code reads have no number.</summary>
    private static Migration? TryRead(string resource)
    {
        const string Folder = ".Sql.";
        const string Extension = ".sql";
        var at = resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length;
        if (at < Folder.Length || !resource.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        var file = resource[at..^Extension.Length];
        if (file.Length <= Digits + 1 || file[Digits] != '_' || !int.TryParse(file.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(resource)!);
        return new Migration(number, file[(Digits + 1)..], reader.ReadToEnd());
    }
}
