namespace Signalbox.Providers.Definitions;

/// <summary>What the templates of one definition may take. Immutable.</summary>
/// <param name="Body">What its bodies are.</param>
/// <param name="HasMany">Whether a request may hold several events.</param>
/// <param name="SecretHeader">The header that carries the secret itself, if there is one.</param>
internal sealed record TemplateRules(BodyFormat Body, bool HasMany, string? SecretHeader)
{
    /// <summary>What is wrong with a template, if anything.</summary>
    /// <param name="template">The template.</param>
    /// <param name="isEventId">Whether it is the event's id, which must differ from event to event, if need be each time.</param>
    internal string? FaultOf(ValueTemplate template, bool isEventId)
    {
        if (Body is BodyFormat.Json && template.UsesForm)
        {
            return "takes a form's field, but the body is json; set body to form or auto";
        }

        if (Body is BodyFormat.Form && template.UsesJson)
        {
            return "takes a JSON pointer, but the body is a form; set body to json or auto";
        }

        if (template.Headers.FirstOrDefault(IsSecret) is { } secret)
        {
            return $"must not take the header {secret}, which carries a secret: it would be stored in clear";
        }

        if (template.IsUnique && !isEventId)
        {
            return "must not use {unique}: only the event's id may be another one each time";
        }

        return isEventId ? IdFaultOf(template) : template is { IsLiteral: true, ForgottenPointer: { } pointer } ? $"is the same text each time; did you mean {{{pointer}}}?" : null;
    }

    /// <summary>Whether a header carries a secret, by its name or since the signature says so.</summary>
    internal bool IsSecret(string name) => KeptHeaders.IsCredential(name) || name.Equals(SecretHeader, StringComparison.OrdinalIgnoreCase);

    private string? IdFaultOf(ValueTemplate template)
    {
        if (!template.Differs)
        {
            return "is no id: without a pointer, header, query, form, {hash} or {unique} part, all events after the first would count as duplicates"
                + (template.ForgottenPointer is { } pointer ? $"; did you mean {{{pointer}}}?" : string.Empty);
        }

        return HasMany && !template.DiffersByEvent
            ? "is the same for all events of one request, so that all after the first would count as duplicates: add a pointer, form, {hash} or {unique} part"
            : null;
    }
}
