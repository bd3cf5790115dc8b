using System.Text;
using Signalbox.Streams;

namespace Signalbox.People;

/// <summary>Finds an id in an object by a JSON pointer (https://www.rfc-editor.org/rfc/rfc6901) through objects. Pure; what is odd reads as null.</summary>
internal sealed class IdPointer
{
    private readonly byte[][] _names;

    /// <param name="pointer">For example <c>/metadata/userId</c>.</param>
    internal IdPointer(string pointer) =>
        _names = [.. pointer.Split('/').Skip(1).Select(static n => Encoding.UTF8.GetBytes(n.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))];

    /// <summary>The id; <see langword="null"/> if there is none, or it is no text of at most <see cref="JsonFields.LongestId"/> characters.</summary>
    internal string? Find(JsonFields fields)
    {
        if (_names.Length == 0)
        {
            return null;
        }

        foreach (var name in _names.AsSpan(..^1))
        {
            fields = fields.Object(name);
        }

        return fields.Text(_names[^1]) is { Length: > 0 and <= JsonFields.LongestId } id ? id : null;
    }
}
