namespace Signalbox.Simulation.Stripe;

/// <summary>Metadata: keys sorted, so that equal content is equal bytes.</summary>
internal sealed class Metadata : IJsonPart
{
    private readonly SortedList<string, string> _pairs = new(StringComparer.Ordinal);

    internal string? this[string key]
    {
        get => _pairs.GetValueOrDefault(key);
        set
        {
            if (value is null)
            {
                _pairs.Remove(key);
            }
            else
            {
                _pairs[key] = value;
            }
        }
    }

    internal void Clear() => _pairs.Clear();

    public void WriteTo(JsonText json)
    {
        json.Raw("{"u8);
        for (var i = 0; i < _pairs.Count; i++)
        {
            json.Raw(i == 0 ? ""u8 : ","u8);
            json.Add($"{_pairs.GetKeyAtIndex(i)}:{_pairs.GetValueAtIndex(i)}");
        }

        json.Raw("}"u8);
    }
}
