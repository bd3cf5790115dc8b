namespace Signalbox.Providers.Definitions;

/// <summary>Something wrong in a definition.</summary>
/// <param name="Key">Where: a JSON pointer, empty for the whole.</param>
/// <param name="Detail">What would be right.</param>
public sealed record DefinitionFault(string Key, string Detail)
{
    /// <summary>Key and detail as one line.</summary>
    public override string ToString() => Key.Length == 0 ? $"The definition {Detail}" : $"{Key} {Detail}";
}
