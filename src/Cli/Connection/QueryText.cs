namespace Signalbox.Connection;

/// <summary>The query of a request, escaped. Immutable.</summary>
internal readonly record struct QueryText(string Text)
{
    /// <summary>No parameter.</summary>
    internal static QueryText None { get; } = new(string.Empty);

    /// <summary>With one more parameter, unless its value is <see langword="null"/>.</summary>
    internal QueryText With(string name, string? value) =>
        value is null ? this : new($"{Text}{(string.IsNullOrEmpty(Text) ? '?' : '&')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
