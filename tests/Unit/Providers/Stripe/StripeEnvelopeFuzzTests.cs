using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Unit.Providers.Stripe;

/// <summary>Whatever the bytes, the reader answers, and what it accepts is what another JSON reader sees.</summary>
public sealed class StripeEnvelopeFuzzTests
{
    private static readonly byte[] Sample = Encoding.UTF8.GetBytes(StripeSamples.Invoice);

    private static readonly string[][] NamesByLevel =
    [
        ["data", "data", "data", "d\\u0061ta", "id", "\\u0069d", "type", "created", "livemode"],
        ["object", "object", "object", "\\u006fbject", "previous_attributes"],
        ["id", "object", "customer", "customer", "c\\u0075stomer", "subscription", "subscription", "parent", "parent"],
        ["subscription_details", "id", "customer", "subscription_detail\\u0073"],
        ["subscription", "id", "s\\u0075bscription"],
        ["id", "i\\u0064", "customer"],
    ];

    private static readonly JsonDocumentOptions Oracle = new() { MaxDepth = StripeEnvelope.MaxDepth };

    [Fact]
    public void Read_RandomBytes_AnswersAlikeAnotherReader()
    {
        Prop.ForAll(
            Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value)).ToArbitrary(),
            AgreesWithOracle).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Read_CutShortAnywhere_IsNotJson()
    {
        for (var length = 0; length < Sample.Length; length++)
        {
            var fault = StripeEnvelope.Read(Sample.AsSpan(0, length), out _);

            Assert.True(fault is EnvelopeFault.NotJson or EnvelopeFault.NotUtf8, $"{length} bytes: {fault}");
        }
    }

    [Fact]
    public void Read_BytesReplacedInARealEvent_AnswersAlikeAnotherReader()
    {
        var bytes = Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("\"{}[],:\\u0n"u8.ToArray()).Select(value => (int)value));
        var mutants =
            from edits in Gen.Zip(Gen.Choose(0, Sample.Length - 1), bytes).ListOf()
            select Replace(edits);

        Prop.ForAll(mutants.ToArbitrary(), AgreesWithOracle).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Read_AnyObjectOfTheNamesThatMatter_AnswersAlikeAnotherReader()
    {
        Prop.ForAll(Objects(0).Select(Encoding.UTF8.GetBytes).ToArbitrary(), AgreesWithOracle)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static byte[] Replace(IEnumerable<(int Position, int Value)> edits)
    {
        var body = (byte[])Sample.Clone();
        foreach (var (position, value) in edits)
        {
            body[position] = (byte)value;
        }

        return body;
    }

    /// <summary>Objects with repeated, escaped and misplaced names: mostly those that matter at this level, sometimes another's.</summary>
    private static Gen<string> Objects(int level)
    {
        var names = Gen.Frequency(
            (level == 0 ? 4 : 8, Gen.Elements(NamesByLevel[level])),
            (1, Gen.Elements(NamesByLevel.SelectMany(all => all).Append("\\ud800").ToArray())));
        var types = Gen.Elements(
            "invoice.paid", "customer.updated", "customer.subscription.updated", "customer.tax_id.created", "payment_method.detached",
            "charge.failed", "customer", "invoice");
        var scalars = Gen.OneOf(
            types.Select(type => $"\"{type}\""),
            Gen.Elements("\"cus_1\"", "\"cus_2\"", "\"sub_1\"", "\"\\u0063us_1\"", "\"\\u0000\"", "\"\\ud800\"", "\"\"", "\"a\\nb\""),
            Gen.Elements("null", "true", "false", "0", "1795199990", "-3", "1.5", "[]", "[{\"id\":\"x\"}]"));
        var values = level == NamesByLevel.Length - 1 ? scalars : Gen.Frequency((1, scalars), (1, Objects(level + 1)));
        var members = from name in names from value in values select $"\"{name}\":{value}";
        return
            from count in Gen.Choose(0, 4)
            from some in members.ListOf(count)
            from envelope in level > 0 ? Gen.Constant("") : types.Select(type => $"\"id\":\"evt_1\",\"type\":\"{type}\"")
            from isWhole in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
            select "{" + string.Join(',', some.Append(isWhole ? envelope : "").Where(member => member.Length > 0)) + "}";
    }

    private static bool AgreesWithOracle(byte[] body)
    {
        var fault = StripeEnvelope.Read(body, out var envelope);
        var (expectedFault, expected) = ReadByTree(body);
        return (fault, envelope) == (expectedFault, expected)
            ? true
            : throw new Xunit.Sdk.XunitException($"{fault} {envelope}, expected {expectedFault} {expected}, of {Encoding.UTF8.GetString(body)}");
    }

    private static (EnvelopeFault Fault, EventEnvelope Envelope) ReadByTree(byte[] body)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(body);
        }
        catch (DecoderFallbackException)
        {
            return (EnvelopeFault.NotUtf8, default);
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Oracle);
        }
        catch (JsonException)
        {
            return (EnvelopeFault.NotJson, default);
        }

        using (document)
        {
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? Expect(document.RootElement)
                : (EnvelopeFault.NotAnObject, default);
        }
    }

    private static (EnvelopeFault Fault, EventEnvelope Envelope) Expect(JsonElement root)
    {
        if (Name(root, "id") is not { } id)
        {
            return (IsMissing(root, "id") ? EnvelopeFault.MissingId : EnvelopeFault.BadId, default);
        }

        if (Name(root, "type") is not { } type)
        {
            return (IsMissing(root, "type") ? EnvelopeFault.MissingType : EnvelopeFault.BadType, default);
        }

        var created = Get(root, "created") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var seconds) ? seconds : 0;
        var (kind, entity) = Route(type, Get(Get(root, "data"), "object"), Get(Get(root, "data"), "previous_attributes"));
        if (entity is { } element && !IsName(element))
        {
            return (EnvelopeFault.BadEntityId, default);
        }

        return (EnvelopeFault.None, new EventEnvelope(
            id, type, Math.Max(0, created), Get(root, "livemode")?.ValueKind is JsonValueKind.True, kind, entity?.GetString() ?? "main"));
    }

    private static (string Kind, JsonElement? Entity) Route(string type, JsonElement? subject, JsonElement? previous)
    {
        var subscription = type.StartsWith("customer.subscription.", StringComparison.Ordinal) ? Filled(Get(subject, "id"))
            : type.StartsWith("invoice.", StringComparison.Ordinal)
                ? Reference(subject, "subscription") ?? Reference(Get(Get(subject, "parent"), "subscription_details"), "subscription")
            : null;
        if (subscription is not null)
        {
            return ("subscription", subscription);
        }

        var objectType = Get(subject, "object");
        var isCustomer = objectType is null or { ValueKind: JsonValueKind.Null }
            ? type is "customer.updated"
            : IsName(objectType.Value) && objectType.Value.GetString() == "customer";
        var customer = isCustomer ? Filled(Get(subject, "id"))
            : Reference(subject, "customer") ?? (type is "payment_method.detached" ? Reference(previous, "customer") : null);
        return customer is null ? ("endpoint", null) : ("customer", customer);
    }

    private static JsonElement? Reference(JsonElement? parent, string name) =>
        Get(parent, name) is { ValueKind: JsonValueKind.Object } expanded ? Filled(Get(expanded, "id")) : Filled(Get(parent, name));

    private static JsonElement? Filled(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } text && text.GetRawText().Length > 2 ? text : null;

    private static string? Name(JsonElement parent, string name) =>
        Get(parent, name) is { ValueKind: JsonValueKind.String } text && IsName(text) ? text.GetString() : null;

    private static bool IsMissing(JsonElement parent, string name) => Get(parent, name) is null or { ValueKind: JsonValueKind.Null };

    private static bool IsName(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String
                && value.GetString() is { Length: >= 1 and <= 255 } text
                && !text.Any(char.IsControl);
        }
        catch (InvalidOperationException)
        {
            // Half of an escaped surrogate pair.
            return false;
        }
    }

    /// <summary>The last member of this name. By hand: JsonElement's own look-up stumbles over names with half a surrogate pair.</summary>
    private static JsonElement? Get(JsonElement? parent, string name)
    {
        JsonElement? found = null;
        if (parent is { ValueKind: JsonValueKind.Object } element)
        {
            foreach (var member in element.EnumerateObject())
            {
                found = NameOf(member) == name ? member.Value : found;
            }
        }

        return found;
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
