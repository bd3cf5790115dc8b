using System.Text.Json.Serialization.Metadata;

namespace Signalbox.Operations;

/// <summary>What a command's request must look like.</summary>
/// <param name="Name">What it is recorded as; see <see cref="CommandNames"/>.</param>
/// <param name="Type">How its body is read.</param>
/// <param name="Check">Finds what is wrong with it.</param>
/// <param name="NeedsKey">Whether it can move money, so that it must have an idempotency key.</param>
internal sealed record CommandShape<T>(string Name, JsonTypeInfo<T> Type, Action<T, FieldFaults> Check, bool NeedsKey);

/// <summary>Makes shapes, so that what a command's request is need not be said twice.</summary>
internal static class CommandShape
{
    internal static CommandShape<T> Of<T>(string name, JsonTypeInfo<T> type, Action<T, FieldFaults> check, bool needsKey) => new(name, type, check, needsKey);
}
