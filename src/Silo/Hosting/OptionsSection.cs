using System.ComponentModel;

namespace Signalbox.Hosting;

/// <summary>One section of options below <c>Signalbox:</c>: which keys it has and how they are checked.</summary>
/// <param name="Path">The section's path, for example <c>Signalbox:Journal</c>.</param>
/// <param name="Type">The options' type; each of its public properties is a key.</param>
/// <param name="Validate">Binds and validates the options, and tells what is wrong with them.</param>
internal sealed record OptionsSection(string Path, Type Type, Func<IConfiguration, IEnumerable<string>> Validate)
{
    internal void Describe(SettingKeys keys)
    {
        foreach (var property in Type.GetProperties())
        {
            keys.Add($"{Path[(SettingKeys.Root.Length + 1)..]}:{property.Name}");
        }
    }

    internal void Check(IConfiguration configuration, SettingsFaults faults)
    {
        // The binder stops at the first value that it cannot convert; this names all of them, and goes on with the others.
        var convertible = new Dictionary<string, string?>();
        foreach (var property in Type.GetProperties())
        {
            if (configuration[$"{Path}:{property.Name}"] is not { } value)
            {
                continue;
            }

            if (IsConvertible(property.PropertyType, value))
            {
                convertible[property.Name] = value;
            }
            else
            {
                faults.Add($"{Path}:{property.Name}", value, $"must be {Describe(property.PropertyType)}");
            }
        }

        foreach (var failure in Validate(new ConfigurationBuilder().AddInMemoryCollection(convertible).Build()))
        {
            AddFailure(configuration, faults, failure);
        }
    }

    /// <summary>Generated validators say "BatchSize: The field JournalOptions.BatchSize must be …".</summary>
    private void AddFailure(IConfiguration configuration, SettingsFaults faults, string failure)
    {
        var colon = failure.IndexOf(": ", StringComparison.Ordinal);
        var member = colon < 0 ? null : Type.GetProperty(failure[..colon]);
        if (member is null)
        {
            faults.Add(Path, failure);
            return;
        }

        var problem = failure[(colon + 2)..].Replace($"The field {Type.Name}.{member.Name} ", string.Empty, StringComparison.Ordinal).TrimEnd('.');
        faults.Add($"{Path}:{member.Name}", configuration[$"{Path}:{member.Name}"] ?? "its default", problem);
    }

    private static bool IsConvertible(Type type, string value)
    {
        try
        {
            return TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type) is var converter
                && (!converter.CanConvertFrom(typeof(string)) || converter.ConvertFromInvariantString(value) is not null);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Describe(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 or TypeCode.Int64 when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.Double or TypeCode.Single or TypeCode.Decimal => "a number",
        _ when type == typeof(TimeSpan) => "a duration as days.hours:minutes:seconds, for example 00:00:30",
        _ => $"a {type.Name}",
    };
}
