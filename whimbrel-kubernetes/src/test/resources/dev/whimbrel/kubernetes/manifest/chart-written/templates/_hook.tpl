{{- /* before anything of the release that is installed or upgraded; the Job stays after it, with its log, until the next one */ -}}
{{- define "whimbrel.hook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end -}}
